import type { KycCase } from './cases.ts';
import type { Files } from './files.ts';
import type { User } from './users.ts';

export const userJson = ({ id, email, properties, createdAt }: User) => ({
  id,
  email,
  properties,
  created_at: createdAt,
});

export const caseJson = (kycCase: KycCase) => ({
  id: kycCase.id,
  user_kyc_detail_id: kycCase.detailId,
  user_id: kycCase.userId,
  kyc_status: kycCase.kycStatus,
  admin_status: kycCase.adminStatus,
  aml_status: kycCase.amlStatus,
  whitelist_status: kycCase.whitelistStatus,
  admin_action_types: kycCase.adminActionTypes,
  submission_count: kycCase.submissionCount,
  last_acted_by: kycCase.lastActedBy,
  created_at: kycCase.createdAt,
});

const detailHead = ({ detailId, submittedAt }: KycCase) => ({ id: detailId, created_at: submittedAt });

/** `data` of users-kyc-detail. @param all what was submitted too, as the client chose in the dashboard */
export async function detailData(kycCase: KycCase, files: Files, all: boolean): Promise<object> {
  const result_type = 'user_kyc_detail';
  if (!all) return { result_type, user_kyc: detailHead(kycCase) };
  const {
    document_id_file_path: documentId,
    selfie_file_path: selfie,
    residence_proof_file_path: residence,
    investor_proof_files_path: investor,
    estimated_participation_amount: amount,
    ...texts
  } = kycCase.form;
  const user_kyc_detail = {
    ...detailHead(kycCase),
    ...texts,
    document_id_file: await files.link(documentId),
    selfie_file: await files.link(selfie),
    ...(residence ? { residence_proof_file: await files.link(residence) } : {}),
    ...(investor
      ? { investor_proof_files: await Promise.all(investor.map((path) => files.link(path))) }
      : {}),
    estimated_participation_amount: Number(amount),
  };
  return { result_type, user_kyc_detail };
}

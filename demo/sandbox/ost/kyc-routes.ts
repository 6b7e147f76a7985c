import { caseJson, detailData } from './answers.ts';
import type { Email, KycCase } from './cases.ts';
import { badRequest } from './errors.ts';
import { isEthereumAddress } from './ethereum.ts';
import { filesSchema } from './files.ts';
import { filesOf, formSchema } from './form.ts';
import { caseList, paged, readParameters } from './parameters.ts';
import { type Call, ok, type Route, type RouteContext } from './routes.ts';
import type { User } from './users.ts';

const emails: readonly Email[] = ['approve', 'deny', 'report-issue'];

const caseData = (kycCase: KycCase): object => ok({ result_type: 'user_kyc', user_kyc: caseJson(kycCase) });

export function kycRoutes(context: RouteContext): readonly Route[] {
  const { users, cases, files, lastPage, formRules } = context;

  /** @throws OstError 404, or Outage as the user's test values ask for */
  function userOf(id: string, isSubmission = false): User {
    const user = users.get(id);
    context.misbehaviour.check(user.id, users.valuesOf(user), isSubmission);
    return user;
  }

  async function submit({ id, parameters }: Call): Promise<object> {
    const user = userOf(id, true);
    cases.checkOpen(user.id);
    const form = readParameters(formSchema(formRules, context.now()), parameters, 'um_ka_v_1');
    const uploaded = await files.find(filesOf(form));
    // Looking took its time: the user may be gone by now.
    users.get(id);
    return caseData(cases.submit(user.id, form, uploaded, users.valuesOf(user)));
  }

  return [
    { method: 'post', path: '/users-kyc/:id', answer: submit },
    { method: 'get', path: '/users-kyc/:id', answer: ({ id }) => caseData(cases.get(userOf(id).id)) },
    {
      method: 'get',
      path: '/users-kyc-detail/:id',
      answer: async ({ id }) => ok(await detailData(cases.get(userOf(id).id), files, context.tellsDetails())),
    },
    {
      method: 'get',
      path: '/users-kyc',
      answer: ({ parameters }) => {
        const wanted = readParameters(caseList, parameters, 'um_ka_l_1');
        const filters = wanted.filters;
        const { admin_status: admin, aml_status: aml, whitelist_status: whitelist } = filters;
        const action = filters.admin_action_types;
        const isWanted = (one: KycCase): boolean =>
          (admin ?? one.adminStatus) === one.adminStatus &&
          (aml?.split(':') ?? [one.amlStatus]).includes(one.amlStatus) &&
          (whitelist ?? one.whitelistStatus) === one.whitelistStatus &&
          (action === undefined ||
            (action === 'no_admin_action'
              ? one.adminActionTypes.length === 0
              : one.adminActionTypes.includes(action)));
        const { items, meta } = paged(cases.all().filter(isWanted).reverse(), wanted, lastPage);
        return ok({ result_type: 'users_kyc', users_kyc: items.map(caseJson), meta });
      },
    },
    ...emails.map(
      (email): Route => ({
        method: 'post',
        path: `/users-kyc/:id/email/${email}`,
        answer: ({ id }) => {
          cases.sendEmail(userOf(id).id, email);
          return ok({});
        },
      }),
    ),
    ...(['put', 'post'] as const).map(
      (how): Route => ({
        method: 'get',
        path: `/users-kyc/pre-signed-urls/for-${how}`,
        answer: async ({ parameters }) => {
          const wanted = readParameters(filesSchema, parameters, 'um_ka_p_1');
          const result_type = `file_upload_${how}`;
          const data = { result_type, [result_type]: await files.issue(how, wanted.files) };
          // A text, not a boolean: so it is in the documentation, and clients have to take both.
          return how === 'put' ? { success: 'true', data } : ok(data);
        },
      }),
    ),
    {
      method: 'get',
      path: '/ethereum-address-validation',
      answer: ({ parameters }) => {
        const address = parameters['ethereum_address'];
        if (typeof address !== 'string' || address === '') {
          throw badRequest('um_ea_v_1', {
            parameter: 'ethereum_address',
            msg: 'Ethereum Address is required.',
          });
        }
        return { success: isEthereumAddress(address) };
      },
    },
  ];
}

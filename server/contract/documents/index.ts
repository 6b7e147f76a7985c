import type { FieldFormat } from '../flow.ts';
import { checkAadhaar } from './aadhaar.ts';
import { checkEthereumAddress, type Keccak256 } from './ethereum.ts';
import { checkMyKad } from './mykad.ts';
import { checkNik } from './nik.ts';
import { checkPan } from './pan.ts';
import { checkPassport } from './passport.ts';
import type { Checked } from './result.ts';

export { messageOf } from './messages.ts';

/**
 * Checks a number by the rule of its format. Never throws; neither the result nor its problem repeats a refused number.
 *
 * @param today ISO 8601, for the dates of birth in some numbers.
 * @param keccak256 Without it the checksum of an Ethereum address is not looked at.
 */
export function checkNumber(
  format: FieldFormat,
  text: string,
  today: string,
  keccak256?: Keccak256,
): Checked {
  switch (format) {
    case 'mykad':
      return checkMyKad(text, today);
    case 'nik':
      return checkNik(text, today);
    case 'pan':
      return checkPan(text);
    case 'aadhaar':
      return checkAadhaar(text);
    case 'passport':
      return checkPassport(text);
    case 'ethereum_address':
      return checkEthereumAddress(text, keccak256);
    default:
      // A format of a newer server: an older page leaves it to that.
      return { ok: true, value: text };
  }
}

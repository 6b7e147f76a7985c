import type { Field, FieldFormat } from '../flow.ts';
import type { FieldProblem } from './field.ts';
import type { NumberProblem } from './result.ts';

const names: Readonly<Record<FieldFormat, string>> = {
  mykad: 'a MyKad number',
  nik: 'a NIK',
  pan: 'a PAN',
  aadhaar: 'an Aadhaar number',
  passport: 'a passport number',
  ethereum_address: 'an Ethereum address',
};

const lengths: Readonly<Record<FieldFormat, string>> = {
  mykad: 'it has twelve digits',
  nik: 'it has sixteen digits',
  pan: 'it has ten letters and digits',
  aadhaar: 'it has twelve digits',
  passport: 'it has six to nine letters and digits',
  ethereum_address: 'it has 0x and forty hexadecimal digits',
};

const characters: Readonly<Record<FieldFormat, string>> = {
  mykad: 'it has digits and hyphens only',
  nik: 'it has digits only',
  pan: 'it is five letters, four digits and a letter',
  aadhaar: 'it has digits only, the first one 2 to 9',
  passport: 'it has letters and digits only',
  ethereum_address: 'it begins with 0x, and hexadecimal digits follow',
};

const others: Readonly<Record<Exclude<NumberProblem, 'length' | 'characters'>, string>> = {
  date: 'the date in it does not exist',
  place: 'the place of birth in it does not exist',
  region: 'the region in it does not exist',
  serial: 'the serial number in it does not exist',
  check_digit: 'its check digit is wrong',
  holder: 'the class of holder in it does not exist',
  checksum: 'its checksum is wrong',
};

/** What is wrong with a number, for developers: `is not a MyKad number: the date in it does not exist`. */
export function messageOf(format: FieldFormat, problem: NumberProblem): string {
  const why =
    problem === 'length' ? lengths[format] : problem === 'characters' ? characters[format] : others[problem];
  return `is not ${names[format]}: ${why}`;
}

/** What is expected of a field, for developers. */
export function fieldMessage(field: Field, problem: FieldProblem): string {
  switch (problem) {
    case 'required':
      return 'is required';
    case 'text':
      return 'must be a text';
    case 'too_long':
      return `must not be longer than ${field.maxLength} characters`;
    case 'pattern':
      return 'does not have the expected form';
    case 'option':
      return 'is not one of the options';
    case 'country':
      return 'must be an ISO 3166 country code';
    case 'number':
      return 'must be a number';
    case 'least':
      return `must be ${field.min} or more`;
    case 'most':
      return `must be ${field.max} or less`;
    case 'day':
      return 'must be a date such as 1990-12-31';
    case 'earliest':
      return `must be ${field.min} or later`;
    case 'latest':
      return `must be ${field.max} or earlier`;
    default:
      return field.format ? messageOf(field.format, problem) : 'does not have the expected form';
  }
}

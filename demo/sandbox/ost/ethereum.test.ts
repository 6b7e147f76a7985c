import { expect, it } from 'vitest';
import { isEthereumAddress } from './ethereum.ts';

it.each([
  // The examples of EIP-55.
  '0x52908400098527886E0F7030069857D2E4169EE7',
  '0x8617E340B3D01FA5F11F306F4090FD50E238070D',
  '0xde709f2102306220921060314715629080e2fb77',
  '0x27b1fdb04752bbc536007a920d24acb045561c26',
  '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
  '0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359',
  '0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB',
  '0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb',
])('%s is an address', (text) => {
  expect(isEthereumAddress(text)).toBe(true);
});

it.each([
  ['', 'nothing'],
  ['0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed', 'one letter in the other case'],
  ['5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed', 'no 0x'],
  ['0X52908400098527886E0F7030069857D2E4169EE7', 'a capital X'],
  ['0xde709f2102306220921060314715629080e2fb7', '39 digits'],
  ['0xde709f2102306220921060314715629080e2fb777', '41 digits'],
  ['0xge709f2102306220921060314715629080e2fb77', 'a letter that is no digit'],
  ['0xde709f2102306220921060314715629080e2fb77\n', 'a line break'],
])('%j is none: %s', (text) => {
  expect(isEthereumAddress(text)).toBe(false);
});

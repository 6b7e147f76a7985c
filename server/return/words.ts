interface Words {
  readonly title: string;
  /** Before the person is brought on. */
  readonly onward: string;
  readonly link: string;
  /** Where there is nowhere to bring them. */
  readonly close: string;
  /** Where the address is nobody's. */
  readonly unknown: string;
  readonly unknownText: string;
}

const en: Words = {
  title: 'You are done here',
  onward: 'We are bringing you back.',
  link: 'Continue',
  close: 'You can close this page and go back to where you came from.',
  unknown: 'This link does not work',
  unknownText: 'It may be too old, or a part of it is missing. Please go back to where you started.',
};

const words: Readonly<Record<string, Words>> = {
  en,
  id: {
    title: 'Selesai di sini',
    onward: 'Kami membawa Anda kembali.',
    link: 'Lanjutkan',
    close: 'Anda dapat menutup halaman ini dan kembali ke halaman sebelumnya.',
    unknown: 'Tautan ini tidak berfungsi',
    unknownText:
      'Mungkin sudah terlalu lama, atau ada bagian yang hilang. Silakan kembali ke halaman awal Anda.',
  },
  ms: {
    title: 'Selesai di sini',
    onward: 'Kami membawa anda kembali.',
    link: 'Teruskan',
    close: 'Anda boleh menutup halaman ini dan kembali ke halaman sebelumnya.',
    unknown: 'Pautan ini tidak berfungsi',
    unknownText:
      'Mungkin sudah terlalu lama, atau ada bahagian yang hilang. Sila kembali ke tempat anda bermula.',
  },
};

/** By the first part of a language tag; English for what is not there. */
export const wordsOf = (locale: string): Words => words[locale.split('-')[0] ?? ''] ?? en;

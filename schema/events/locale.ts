import { registerEnumType } from 'type-graphql';

export const SentenceLocale = { EN: 'en', ZH_CN: 'zh-CN' } as const;
export type SentenceLocale = (typeof SentenceLocale)[keyof typeof SentenceLocale];

registerEnumType(SentenceLocale, {
  name: 'Locale',
  description: 'The language of a sentence.',
  valuesConfig: { EN: { description: 'English.' }, ZH_CN: { description: '简体中文' } },
});

import {
  type FeatureEntries,
  type FeatureLabel,
  type Locale,
  labelIn,
  type ModalityVocabulary,
  plain,
  rhythmLabels,
  times,
  together,
  unnamedFeature,
} from 'portrait/modality';
import { textNames } from './features.ts';

export const ticketWords: ModalityVocabulary = {
  en: {
    subject: 'their support tickets',
    data: 'support tickets',
    events: {
      opened: ['support ticket', 'support tickets'],
      closed: ['closed ticket', 'closed tickets'],
    },
  },
  'zh-CN': {
    subject: '其客服工单',
    data: '客服工单',
    events: { opened: ['客服工单', '客服工单'], closed: ['已关闭工单', '已关闭工单'] },
  },
};

/** The places of the text mean nothing one by one; together they are what somebody writes about. */
const text = together('words of tickets', 'what they ask about', '咨询内容');

const entries: FeatureEntries = {
  ...rhythmLabels({
    topic: 'asking for help',
    verb: 'asks for help',
    past: 'asked for help',
    last: 'last asked for help',
    things: 'support tickets',
    doers: 'callers',
    chinese: '求助',
    telling: 0.9,
  }),
  open_tickets: plain(
    'open tickets',
    0.8,
    ['number of open tickets', 'has more tickets open', 'has fewer tickets open'],
    ['未关闭工单数', '未关闭工单较多', '未关闭工单较少'],
  ),
  log_hours_to_close: times(
    'time to close',
    0.6,
    ['hours until a ticket is closed', 'waits longer for an answer', 'is answered sooner'],
    ['工单处理时长', '等待较久', '处理较快'],
  ),
  log_words: times(
    'length of tickets',
    0.3,
    ['words in a ticket', 'writes longer tickets', 'writes shorter tickets'],
    ['工单字数', '工单较长', '工单较短'],
  ),
  ...Object.fromEntries(textNames.map((name) => [name, text])),
};

export function ticketFeatureLabel(name: string, locale: Locale): FeatureLabel {
  const entry = entries[name];
  return entry === undefined ? unnamedFeature(name, locale) : labelIn(entry, locale);
}

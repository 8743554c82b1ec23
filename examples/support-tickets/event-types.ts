import {
  attributesSchema,
  contentSchema,
  type EventType,
  idSchema,
  LONGEST_TEXT,
  z,
} from 'portrait/modality';

const attributes = attributesSchema({
  subject: z.string().max(200).nullish(),
  text: z.string().max(LONGEST_TEXT).nullish(),
  channel: z.string().max(50).nullish(),
});

/** What happens to a ticket. Asking about an item says nothing of liking it: the weights are 0. */
export const ticketEventTypes = {
  opened: {
    description: 'Asked for help; `subject` and `text` hold the words.',
    schema: contentSchema({ itemId: idSchema.nullable(), attributes }),
    weight: 0,
    evidence: {
      en: "asked for help[ about '{subject}'][ by {channel}]",
      'zh-CN': '提交了工单[“{subject}”][，渠道 {channel}]',
    },
  },
  closed: {
    description: 'The ticket was closed; the value is how many hours it was open.',
    schema: contentSchema({ value: z.number().min(0).nullable(), attributes }),
    weight: 0,
    evidence: {
      en: 'had a ticket closed[ after {value} hours]',
      'zh-CN': '工单已关闭[，历时 {value} 小时]',
    },
  },
} as const satisfies Record<string, EventType>;

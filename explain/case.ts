import type { ModalityRegistry } from '../fusion/index.ts';
import type { Language } from '../segments/index.ts';
import type { MembershipRow, Store } from '../store/index.ts';
import type { SegmentAt } from './segments-at.ts';
import type { Subject } from './subject.ts';

/** All that an explanation of one kind of segment is made from. */
export interface Case {
  readonly store: Store;
  readonly modalities: ModalityRegistry;
  readonly language: Language;
  readonly subject: Subject;
  readonly segment: SegmentAt;
  /** What is stored and still holds; null for the past and where it has to be judged anew. */
  readonly membership: MembershipRow | null;
  readonly now: number;
  readonly past: boolean;
}

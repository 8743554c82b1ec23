import type { ModalityRegistry } from '../fusion/index.ts';
import type { Language, NamedSegment } from '../segments/index.ts';
import type { MembershipRow, Store } from '../store/index.ts';
import type { SegmentAt } from './segments-at.ts';
import type { Subject } from './subject.ts';

/** All that an explanation of one kind of segment is made from. */
export interface Case {
  readonly store: Store;
  readonly modalities: ModalityRegistry;
  readonly language: Language;
  readonly subject: Subject;
  /** Its target is called by its name in the language. */
  readonly segment: SegmentAt;
  /** What any segment is called in the language. */
  readonly nameOf: (segment: NamedSegment) => string;
  /** What is stored and still holds; null for the past and where it has to be judged anew. */
  readonly membership: MembershipRow | null;
  readonly now: number;
  readonly past: boolean;
}

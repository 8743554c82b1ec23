/**
 * The names that exist, for pointing out those that do not. A part that is absent is not checked:
 * traits, for example, may be declared by sources that have not been read yet.
 */
export interface RuleVocabulary {
  /** The event types of each modality. */
  readonly modalities?: Readonly<Record<string, readonly string[]>>;
  readonly traits?: readonly string[];
  readonly readOuts?: readonly string[];
  readonly segments?: readonly string[];
  /** Those of the segments that say how like their members somebody is. */
  readonly similar?: readonly string[];
}

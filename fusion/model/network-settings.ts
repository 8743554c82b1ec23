/** Widths of the network's layers. */
export interface NetworkSettings {
  /** Of the profile's vector and of the experts' means. */
  readonly dimension: number;
  /** Units of each of an encoder's two hidden layers. */
  readonly encoderHidden: number;
  /** Of the vectors of recent items that the attention pools. */
  readonly sequenceDimension: number;
  readonly attentionHeads: number;
  /** Most recent items of a modality that are read. */
  readonly sequenceLength: number;
  /** Hidden units between the user's state and the gates. */
  readonly gateHidden: number;
  /** Hidden units of the non-linear part of the score. */
  readonly headHidden: number;
  /** Hidden units of the declared label heads together. */
  readonly labelHidden: number;
  /** Hidden units of the reconstruction head. */
  readonly reconstructionHidden: number;
}

export const NETWORK_DEFAULTS: NetworkSettings = {
  dimension: 32,
  encoderHidden: 64,
  sequenceDimension: 32,
  attentionHeads: 2,
  sequenceLength: 32,
  gateHidden: 24,
  headHidden: 24,
  labelHidden: 32,
  reconstructionHidden: 64,
};

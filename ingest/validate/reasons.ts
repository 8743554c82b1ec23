/** Why a record or an event was turned away: stable codes, with what a person can do about each. */
export const REJECTION_REASONS = {
  unreadable: 'The connector could not read the row; mend it at the source.',
  mapping_failed: 'The mapping function threw; mend the function, then replay.',
  mapping_output: 'The mapping function returned something that is no part of a record.',
  user_missing: 'No field that names the user has a value.',
  field_missing: 'A field that the mapping needs has no value.',
  name_unmapped: "The field's value is not listed under `values`.",
  not_scalar: 'The field holds a list or an object where one value belongs.',
  time_missing: 'The field of the time has no value.',
  time_unparseable: 'The time is not in the form that the mapping declares.',
  time_zone_missing: 'The time has no offset, and the mapping declares no `timezone`.',
  time_too_early: 'The time is before 1970.',
  time_in_future: 'The time is more than 24 hours ahead of the clock.',
  number_unparseable: 'The field holds no number.',
  number_not_finite: 'The field holds NaN or an infinite number.',
  boolean_unparseable: 'The field holds neither true nor false.',
  text_too_long: 'A text is over 64 KB.',
  text_malformed: 'A text holds a NUL character or half of a surrogate pair.',
  key_too_long: 'A key or an id is over 512 bytes.',
  too_many_attributes: 'There are more than 64 attributes.',
  too_deep: 'The record is nested more than 64 levels deep.',
  too_many_parts: 'One record gives more parts than a record may.',
  unknown_modality: 'No modality of that name is registered.',
  unknown_type: 'The modality has no event type of that name.',
  event_invalid: "The event does not fit its type's schema.",
  item_invalid: 'The item does not hold together.',
  quarantined:
    'The source was in quarantine. Replay these records to let them in, or discard them.',
} as const;

export type RejectionReason = keyof typeof REJECTION_REASONS;

/** One record cannot be taken in. The message names fields, never their values. */
export class RecordRejection extends Error {
  override readonly name = 'RecordRejection';

  constructor(
    readonly reason: RejectionReason,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

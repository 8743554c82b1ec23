/** A value that an event's attribute or a trait may have. */
export type Scalar = string | number | boolean | null;

/** Any value that JSON can hold. */
export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json };

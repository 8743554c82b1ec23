import { clientError } from '../errors.ts';

/** The rule that a client gave, as a tree or as text: exactly one of the two. */
export function ruleOf({ rule, ruleText }: { rule?: unknown; ruleText?: string | null }): unknown {
  if ((rule == null) === (ruleText == null)) {
    throw clientError('BAD_USER_INPUT', 'Give either rule (a tree) or ruleText, not both.');
  }
  return rule ?? ruleText;
}

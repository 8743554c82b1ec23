import { Guardrail, type StoredGuardrail } from '../fusion/index.ts';
import type { AdaptationWatch } from '../profiles/index.ts';

/** What the server counts about itself: numbers only, never a value of a request. */
export class Metrics {
  readonly #answers = new Map<number, number>();
  readonly #errors = new Map<string, number>();
  #operations = 0;
  #operationMs = 0;

  answer(status: number): void {
    this.#answers.set(status, (this.#answers.get(status) ?? 0) + 1);
  }

  operation(milliseconds: number): void {
    this.#operations += 1;
    this.#operationMs += milliseconds;
  }

  /** @param code a code of ours; anything else is counted as OTHER, so that labels stay few */
  error(code: string): void {
    const known = /^[A-Z_]{1,40}$/.test(code) ? code : 'OTHER';
    this.#errors.set(known, (this.#errors.get(known) ?? 0) + 1);
  }

  /** In Prometheus' text format. */
  print(gauges: Readonly<Record<string, number>>): string {
    const lines = [
      '# TYPE portrait_http_responses_total counter',
      ...[...this.#answers].map(
        ([status, count]) => `portrait_http_responses_total{status="${status}"} ${count}`,
      ),
      '# TYPE portrait_graphql_errors_total counter',
      ...[...this.#errors].map(
        ([code, count]) => `portrait_graphql_errors_total{code="${code}"} ${count}`,
      ),
      '# TYPE portrait_graphql_duration_seconds summary',
      `portrait_graphql_duration_seconds_sum ${this.#operationMs / 1000}`,
      `portrait_graphql_duration_seconds_count ${this.#operations}`,
      ...Object.entries(gauges).flatMap(([name, value]) => [
        `# TYPE ${name} gauge`,
        `${name} ${value}`,
      ]),
    ];
    return `${lines.join('\n')}\n`;
  }
}

/**
 * Whether the adaptation policy decides, how sure its gain is, and on whom that rests; nothing before a policy was
 * watched.
 */
export function adaptationGauges(
  stored: StoredGuardrail | null,
  watched: AdaptationWatch['watched'],
): Record<string, number> {
  if (stored === null) return {};
  return {
    portrait_adaptation_policy_decides: stored.state === 'POLICY' ? 1 : 0,
    portrait_adaptation_lower_bound: Guardrail.restore(stored).lowerBound,
    portrait_adaptation_gave_way: stored.gaveWay,
    portrait_adaptation_watched_users: watched.users,
    portrait_adaptation_watched_share: watched.share,
  };
}

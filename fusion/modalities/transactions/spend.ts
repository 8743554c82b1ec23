import type { FutureLabel } from '../modality.ts';

/** What a user will pay within the window, less what comes back: log(1 + money). */
export const spend: FutureLabel = {
  name: 'spend',
  kind: 'regression',
  read(history, from, until) {
    let sum = 0;
    let known = false;
    for (const event of history.events) {
      if (event.modality !== 'transactions' || event.value === null) continue;
      known ||= event.at <= from;
      if (event.at <= from || event.at > until) continue;
      sum += event.type === 'refund' ? -event.value : event.value;
    }
    return known ? Math.log1p(Math.max(sum, 0)) : Number.NaN;
  },
};

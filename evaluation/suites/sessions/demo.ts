import {
  fitGoalHead,
  goalProbability,
  ROBOT_FROM,
  robotLikeness,
  type SessionSettings,
  sessionRows,
  sessionsOf,
  type UserHistory,
} from '../../../fusion/index.ts';
import { allHistories } from '../../../profiles/index.ts';
import { type DemoShop, withDemoShop } from '../../demo-shop.ts';
import { auroc, brierScore, calibrationError } from '../../metrics/index.ts';
import type { Figures, SuiteOptions } from '../../suite.ts';

/** Of the days that are known, so many percent teach; what came after is judged. */
const TAUGHT_SHARE = 0.8;

export const SESSION_SETTINGS: SessionSettings = {
  gapMinutes: 30,
  nearMinutes: 60,
  modalities: ['browsing'],
  goal: { modality: 'transactions', type: 'purchase' },
};

/** What sessions of a demo shop foretell, learned on its earlier days and judged on the later ones. */
export async function evaluateDemoSessions(
  seed: number,
  users: number,
  options: SuiteOptions,
): Promise<{ readonly figures: Figures; readonly baselines: Record<string, Figures> }> {
  return withDemoShop({ seed, users }, options, async (shop) => {
    const histories: UserHistory[] = [];
    for await (const page of allHistories(shop.application.services.store)) {
      histories.push(...page.filter(({ events }) => events.length > 0));
    }
    const robots = await judgeRobots(shop, histories);
    const { figures, baselines } = judgeGoal(histories, seed);
    return { figures: { ...figures, ...robots }, baselines };
  });
}

function judgeGoal(histories: readonly UserHistory[], seed: number) {
  const times = histories.flatMap(({ events }) => events.map(({ at }) => at)).sort((a, b) => a - b);
  const cut = times[Math.floor(TAUGHT_SHARE * times.length)];
  const earlier = histories.map((history) => ({
    ...history,
    events: history.events.filter(({ at }) => at < cut),
  }));
  const head = fitGoalHead(earlier, SESSION_SETTINGS, seed);
  if (head === null) throw new Error('The demo shop has too few sessions to learn from.');
  const rows = sessionRows(histories, SESSION_SETTINGS, times.at(-1)!).filter(
    ({ session }) => session.events[0].at >= cut,
  );
  const labels = rows.map(({ label }) => label);
  const share = labels.reduce<number>((sum, label) => sum + label, 0) / labels.length;
  const judge = (probabilities: readonly number[]): Figures => ({
    purchase_auroc: auroc(probabilities, labels),
    purchase_ece: calibrationError(probabilities, labels),
    purchase_brier: brierScore(probabilities, labels),
  });
  return {
    figures: {
      ...judge(rows.map(({ session }) => goalProbability(head, session))),
      purchase_share: share,
      purchase_rows: rows.length,
    },
    baselines: {
      'the share of purchases': judge(rows.map(() => share)),
      'whether something is in the cart': judge(
        rows.map(({ session }) => (session.events.some(({ type }) => type === 'cart') ? 1 : 0)),
      ),
    },
  };
}

/** Visits of planted programs among everybody's, by visit. */
async function judgeRobots(shop: DemoShop, histories: readonly UserHistory[]): Promise<Figures> {
  const truth = await shop.truthOf(histories.map(({ userId }) => userId));
  const visits = histories.flatMap(({ userId, events }) => {
    const person = truth.get(userId);
    if (person === undefined) return [];
    return sessionsOf(events, SESSION_SETTINGS).map((run) => ({
      likeness: robotLikeness({ events: run, goals: [], asOf: run.at(-1)!.at }),
      robot: person.bot ? 1 : 0,
    }));
  });
  const taken = visits.filter(({ likeness }) => likeness >= ROBOT_FROM);
  const right = taken.filter(({ robot }) => robot === 1).length;
  const robots = visits.filter(({ robot }) => robot === 1).length;
  return {
    robot_auroc: auroc(
      visits.map(({ likeness }) => likeness),
      visits.map(({ robot }) => robot),
    ),
    robot_precision: right / taken.length,
    robot_recall: right / robots,
    robot_visits: robots,
    visits: visits.length,
  };
}

export {
  fitGoalHead,
  type GoalHead,
  goalProbability,
  type SessionRow,
  sessionRows,
} from './goal-head.ts';
export { goalHeadFromParts, goalHeadToParts } from './goal-head-codec.ts';
export { ROBOT_FROM, robotLikeness } from './robot-likeness.ts';
export { openSession, type Session, type SessionSettings, sessionsOf } from './session.ts';
export { type Intent, type InterestOf, sessionIntent } from './session-intent.ts';

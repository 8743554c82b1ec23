import { type GuardrailEvidence, GuardrailTest } from './guardrail-test.ts';

/** Observations that one test rests on before a fresh one takes its place: the past must not excuse. */
const GENERATION = 2000;
/** Observations to wait for after the policy gave way, before it is tried in the shadow again. */
const RETRY_AFTER = 200;

/** Whether the policy decides, or the equal mixture does while the policy is watched. */
export type GuardrailState = 'POLICY' | 'EQUAL_MIXTURE';

/** All of a guardrail as plain data. */
export interface StoredGuardrail {
  readonly state: GuardrailState;
  readonly current: GuardrailEvidence;
  readonly next: GuardrailEvidence;
  /** Observations still to wait for before a new trial. */
  readonly waiting: number;
  readonly gaveWay: number;
}

/**
 * Keeps the policy only as long as it provably does no worse than the equal mixture, which runs in its
 * shadow: every event's reward is known under both, whoever decides. Where the lower bound of the mean
 * observation falls below zero the policy gives way; later it is tried again, in the shadow, and decides once
 * more when its lower bound is above zero. One observation is one user's mean difference; see `GuardrailTest`.
 */
export class Guardrail {
  #state: GuardrailState;
  #current: GuardrailTest;
  #next: GuardrailTest;
  #waiting: number;
  #gaveWay: number;

  private constructor({ state, current, next, waiting, gaveWay }: StoredGuardrail) {
    this.#state = state;
    this.#current = new GuardrailTest(current);
    this.#next = new GuardrailTest(next);
    this.#waiting = waiting;
    this.#gaveWay = gaveWay;
  }

  /** Begins with what users held out of training say. */
  static start(heldOut?: GuardrailEvidence): Guardrail {
    const current = new GuardrailTest(heldOut);
    const state = current.lowerBound > 0 ? 'POLICY' : 'EQUAL_MIXTURE';
    const next = new GuardrailTest().evidence;
    return new Guardrail({ state, current: current.evidence, next, waiting: 0, gaveWay: 0 });
  }

  static restore(stored: StoredGuardrail): Guardrail {
    return new Guardrail(stored);
  }

  get state(): GuardrailState {
    return this.#state;
  }

  /** Of the mean difference in log-likelihood an event, policy less equal mixture. */
  get lowerBound(): number {
    return this.#current.lowerBound;
  }

  /** How often the policy gave way. */
  get gaveWay(): number {
    return this.#gaveWay;
  }

  /** Takes in one observation: a user's mean reward an event under the policy above that under the equal mixture. */
  observe(difference: number): void {
    if (this.#waiting > 0) {
      this.#waiting -= 1;
      return;
    }
    this.#current.observe(difference);
    if (this.#state === 'EQUAL_MIXTURE') {
      if (this.#current.lowerBound > 0) this.#state = 'POLICY';
      else if (this.#current.users >= GENERATION) this.#retry();
      return;
    }
    this.#next.observe(difference);
    if (this.#current.lowerBound < 0) {
      this.#state = 'EQUAL_MIXTURE';
      this.#gaveWay += 1;
      this.#retry();
    } else if (this.#next.users >= GENERATION) {
      this.#current = this.#next;
      this.#next = new GuardrailTest();
    }
  }

  /**
   * A later policy takes the place of the one that was watched. One that decides goes on deciding, on the
   * evidence so far: the test is of whoever decides. One that gave way is tried again at once.
   */
  renew(): void {
    if (this.#state === 'POLICY') return;
    this.#retry();
    this.#waiting = 0;
  }

  store(): StoredGuardrail {
    return {
      state: this.#state,
      current: this.#current.evidence,
      next: this.#next.evidence,
      waiting: this.#waiting,
      gaveWay: this.#gaveWay,
    };
  }

  #retry(): void {
    this.#current = new GuardrailTest();
    this.#next = new GuardrailTest();
    this.#waiting = RETRY_AFTER;
  }
}

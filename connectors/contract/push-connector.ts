import type {
  CheckResult,
  Connector,
  ConnectorContext,
  ConnectorSpec,
  StreamDescription,
} from './connector.ts';
import type { RecordMessage, RejectMessage, TombstoneMessage } from './message.ts';

/** A request that somebody sent to a source, with its body read and unpacked. */
export interface PushRequest {
  /** The stream that the address names; null where it names none. */
  readonly stream: string | null;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Uint8Array;
  /** Milliseconds since the epoch. */
  readonly receivedAt: number;
}

/** One message of a request. */
export interface PushedMessage {
  /**
   * Names the message for good within its source: sent again, under whatever request, it counts once.
   * Null where the sender names it in no way; then nothing protects from a second sending.
   */
  readonly id: string | null;
  /** Whether this is all that will ever be said under the record's key: spares looking for versions. */
  readonly once: boolean;
  readonly message: RecordMessage | TombstoneMessage | RejectMessage;
}

/** A request is turned away as a whole, and nothing of it is kept. */
export class PushRefusal extends Error {
  override readonly name = 'PushRefusal';

  constructor(
    /** The status that says so in HTTP. */
    readonly status: 400 | 401 | 404 | 413,
    message: string,
  ) {
    super(message);
  }
}

/**
 * A kind of source that sends by itself: its requests come to an address of the server while it
 * serves, and nothing is read from it, so it has no state and no `read`.
 */
export interface PushConnector<Config = unknown> {
  readonly spec: ConnectorSpec<Config>;
  /** A vocabulary whose records need no declared mapping, because ingest knows what they mean. */
  readonly vocabulary: 'segment' | null;
  /** Says whether the settings can work; there is nobody to be reached. */
  check(config: Config, context: ConnectorContext): Promise<CheckResult>;
  /** The streams that requests may bring; where what is sent is not known before, without fields. */
  discover(config: Config, context: ConnectorContext): Promise<readonly StreamDescription[]>;
  /**
   * What a request brings. Pure: the same request always gives the same messages.
   * @throws {PushRefusal} where the request is not to be trusted or cannot be read
   */
  receive(config: Config, request: PushRequest): readonly PushedMessage[];
}

/** Whatever may stand as `connector:` in portrait.yaml. */
export type AnyConnector = Connector | PushConnector;

/** Whether a source of this connector sends by itself. */
export function isPush(connector: AnyConnector): connector is PushConnector {
  return 'receive' in connector;
}

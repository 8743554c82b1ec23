/** What the main thread asks of the database's thread. */
export type EngineRequest =
  | {
      readonly id: number;
      readonly kind: 'open';
      readonly folder: string | null;
      readonly image: Uint8Array<ArrayBuffer> | null;
    }
  | { readonly id: number; readonly kind: 'image' }
  | {
      readonly id: number;
      readonly kind: 'query';
      readonly sql: string;
      readonly parameters: unknown[];
    }
  | {
      readonly id: number;
      readonly kind: 'copy';
      readonly sql: string;
      readonly text: string;
      readonly question: string | null;
    }
  | { readonly id: number; readonly kind: 'exec'; readonly sql: string }
  | { readonly id: number; readonly kind: 'close' };

export interface EngineResult {
  readonly rows: unknown[];
  readonly affectedRows: number | null;
}

/** An error in a form that crosses threads with PostgreSQL's code kept. */
export interface EngineFailure {
  readonly message: string;
  readonly code: string | null;
  readonly detail: string | null;
  readonly constraint: string | null;
}

export type EngineReply =
  | { readonly id: number; readonly result: EngineResult }
  | { readonly id: number; readonly failure: EngineFailure };

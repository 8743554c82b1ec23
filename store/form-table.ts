import { sql } from 'kysely';
import type { StoreContext } from './context.ts';
import { type DocumentForm, documentOf, formIdOf } from './document-form.ts';
import { StoreDamagedError } from './errors.ts';
import type { Json } from './json.ts';
import { key, text, textArray, unnest } from './unnest.ts';

/** The forms that documents of rows go by: the same for everybody, so nothing of anybody is in them. */
export class FormTable {
  readonly #context: StoreContext;

  constructor(context: StoreContext) {
    this.#context = context;
  }

  /** Stores forms unless they are; call it in the transaction that writes what goes by them. */
  async keep(forms: Iterable<DocumentForm>): Promise<void> {
    const { forms: known } = this.#context.shared;
    const fresh = [...forms].filter(({ id }) => !known.has(id));
    if (fresh.length === 0) return;
    const input = unnest('document_forms', fresh, {
      id: key((form: DocumentForm) => form.id),
      form: text((form: DocumentForm) => form.text),
    });
    await this.#context.rows(sql`insert into document_forms (id, form)
      select id, form from ${input} order by id on conflict do nothing`);
    this.#context.afterCommit(() => {
      for (const form of fresh) known.set(form.id, JSON.parse(form.text) as Json);
    });
  }

  /**
   * The documents that stand in some rows' texts, in the same order.
   * @throws {StoreDamagedError} where the form that one goes by is not there
   */
  async documents(texts: readonly string[]): Promise<Json[]> {
    const ids = new Set<string>();
    for (const row of texts) {
      const id = formIdOf(row);
      if (id !== null) ids.add(id);
    }
    const forms = await this.#read(ids);
    return texts.map((row) => {
      const id = formIdOf(row);
      const form = id === null ? null : forms.get(id);
      if (form === undefined) throw formIsMissing(id);
      return documentOf(row, form);
    });
  }

  async #read(ids: ReadonlySet<string>): Promise<ReadonlyMap<string, Json>> {
    const { forms: known } = this.#context.shared;
    const unknown = [...ids].filter((id) => !known.has(id));
    if (unknown.length === 0) return known;
    const read = new Map<string, Json>();
    const rows = await this.#context.rows(
      sql<{ id: string; form: string }>`select id, form from document_forms
        where id = any(${textArray(unknown)})`,
    );
    for (const { id, form } of rows) read.set(id, JSON.parse(form) as Json);
    // What this very transaction wrote may never be stored.
    if (!this.#context.inTransaction) for (const [id, form] of read) known.set(id, form);
    for (const id of ids) if (known.has(id)) read.set(id, known.get(id)!);
    return read;
  }
}

function formIsMissing(id: string | null): StoreDamagedError {
  return new StoreDamagedError(
    `A stored profile goes by the form ${id}, which is not in document_forms: rows were taken out of that ` +
      'table, or a part of the store was put back without it. Put the store back as a whole, or have all ' +
      'profiles made anew by another model (`portrait train`).',
  );
}

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { DocumentForms, documentOf, formIdOf } from '../../store/document-form.ts';
import {
  type Json,
  type NewProfile,
  openStore,
  type Store,
  StoreDamagedError,
  StoreValueError,
} from '../../store/index.ts';
import {
  onEveryStore,
  openTestStore,
  rawQuery,
  serverAbsent,
  type TestStore,
} from '../support/store.ts';

const names = Array.from({ length: 40 }, (_, place) => `share of category ${place}`);
const summary = (values: readonly number[], more: Record<string, Json> = {}): Json => ({
  modalities: [{ name: 'browsing', features: names, values: [...values] }],
  note: null,
  ...more,
});

describe('A document taken apart', () => {
  it('is put together again, whatever is in it', () => {
    const forms = new DocumentForms(['features', 'names']);
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        // What JSON keeps: it has no negative zero.
        const document = JSON.parse(
          JSON.stringify({ value, names: names.slice(0, 8), list: [value, 'text', { names }] }),
        ) as Json;
        if (JSON.stringify(document).includes('\\u0000')) return;
        const { text, form } = forms.take(document, 'place');
        assert.notEqual(form, null);
        assert.equal(formIdOf(text), form!.id);
        assert.deepEqual(documentOf(text, JSON.parse(form!.text)), document);
      }),
    );
  });

  it('shares its names with all that differ in values alone', () => {
    const forms = new DocumentForms(['features']);
    const [one, two] = [summary([1, 2.5]), summary([0, -3])].map((each) => forms.take(each, ''));
    assert.equal(one!.form, two!.form);
    assert.ok(!one!.text.includes('share of') && one!.text.length < 60);
    assert.notEqual(forms.take(summary([1]), '').form, one!.form);
  });

  it('goes by the form that earlier versions stored', () => {
    const { text, form } = new DocumentForms(['features']).take(summary([1, 2.5]), '');
    assert.equal(text, '~bqZKArOh7uvvkSt_YLSTYs["browsing",1,2.5,null]');
    const before =
      '{"modalities":[{"name":0,"features":["share of category 0","share of category 1",';
    assert.ok(form!.text.startsWith(before) && form!.text.endsWith('],"values":[0,0]}],"note":0}'));
  });

  it('keeps in the form no list of texts but those that are named as shared', () => {
    const forms = new DocumentForms(['features']);
    const own = Array.from({ length: 12 }, (_, place) => `what somebody likes ${place}`);
    const document = summary([1], { interests: own, places: { own } });
    const { text, form } = forms.take(document, '');
    assert.ok(!form!.text.includes('somebody likes') && form!.text.includes('share of'));
    assert.deepEqual(documentOf(text, JSON.parse(form!.text)), document);
  });

  it('stays as it is where it is short, or where too many differ', () => {
    const forms = new DocumentForms(['features'], 1);
    assert.deepEqual(forms.take({ a: [1, 'b'] }, ''), { text: '{"a":[1,"b"]}', form: null });
    assert.notEqual(forms.take(summary([1]), '').form, null);
    const other = forms.take(summary([1, 2]), '');
    assert.equal(other.form, null);
    assert.deepEqual(documentOf(other.text, null), summary([1, 2]));
  });

  it('names the place of what cannot be stored', () => {
    const forms = new DocumentForms(['features']);
    assert.throws(
      () => forms.take(summary([Number.NaN]), 'profiles.summary'),
      (error) =>
        error instanceof StoreValueError && error.message.includes('profiles.summary.modalities.0'),
    );
    for (const bad of ['NUL \0', 'half \ud800']) {
      assert.throws(() => forms.take(summary([1], { bad }), ''), StoreValueError);
      assert.throws(() => forms.take(summary([1], { [bad]: 1 }), ''), StoreValueError);
    }
  });
});

onEveryStore('summaries of one form', (open) => {
  let store: TestStore;
  before(async () => {
    store = await open();
  });
  after(() => store.close());

  it('are read as they were written', async () => {
    const documents = new Map<string, Json>([
      ['u_a', summary([1, 2])],
      ['u_b', summary([3, 4])],
      ['u_c', summary([3, 4, 5], { ['__proto__']: 1 })],
      ['u_d', {}],
    ]);
    await store.profiles.upsert([...documents].map(([userId, each]) => profile(userId, each)));
    await assertStored(store, documents);
    assert.deepEqual(
      await store.profiles.partOf(['u_b', 'u_d'], 'm', 'note'),
      new Map([
        ['u_b', null],
        ['u_d', null],
      ]),
    );
  });

  it('are not taken for stored where their transaction was taken back', async () => {
    const document = summary([1], { other: 1 });
    const failing = store.transaction(async (inside) => {
      await inside.profiles.upsert([profile('u_e', document)]);
      throw new Error('taken back');
    });
    await assert.rejects(failing, /taken back/);
    await store.profiles.upsert([profile('u_e', document)]);
    await assertStored(store, new Map([['u_e', document]]));
    // This store remembers what it wrote: whoever opens it next has the row alone to go by.
    const [{ kept }] = await rawQuery(
      store,
      `select exists (select 1 from document_forms where id = substr(p.summary, 2, 22)) as kept
        from profiles p where p.user_id = 'u_e'`,
    );
    assert.equal(kept, true);
  });
});

describe('A summary', () => {
  it('whose form was taken away is said to be damaged, and where to mend it', {
    skip: serverAbsent(),
  }, async () => {
    const store = await openTestStore({ kind: 'server' });
    await store.profiles.upsert([profile('u_f', summary([1], { lost: 1 }))]);
    await rawQuery(store, 'delete from document_forms');
    // The store itself remembers the form.
    const other = await openStore({ url: process.env.DATABASE_URL!, schema: store.schema });
    await assert.rejects(other.profiles.byIds(['u_f']), (error) => {
      assert.ok(error instanceof StoreDamagedError);
      assert.match(error.message, /not in document_forms.*made anew/s);
      return true;
    });
    await other.close();
    await store.close();
  });

  it('is read by whoever opens the store next', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'portrait-forms-'));
    const documents = new Map([['u_a', summary([1, 2])]]);
    const first = await openStore({ folder });
    await first.profiles.upsert([profile('u_a', summary([1, 2]))]);
    await first.close();
    const second = await openStore({ folder });
    await assertStored(second, documents);
    await second.close();
    await rm(folder, { recursive: true });
  });
});

function profile(userId: string, document: Json): NewProfile {
  return {
    ...{ userId, throughSequence: 1, modelId: 'm', asOf: 1, vector: [1], computedAt: 1 },
    summary: document,
  };
}

async function assertStored(store: Store, documents: ReadonlyMap<string, Json>): Promise<void> {
  const rows = await store.ofModel('m').profiles.byIds([...documents.keys()]);
  const found = [...rows].map(([userId, row]) => [userId, row.summary] as const);
  assert.deepEqual(new Map(found), documents);
}

import { type DocumentNode, GraphQLError, type GraphQLSchema, parse, validate } from 'graphql';
import { LRUCache } from 'lru-cache';
import { refused } from './refused.ts';

const MAXIMUM_TOKENS = 5_000;
/** So many texts of at most that length are remembered. */
const KEPT = 100;
const KEPT_CHARACTERS = 2_000;

/**
 * Reads documents. Clients of one program send the same text, and as long as it asks it stays in
 * memory: all of them share what was read.
 */
export class ValidDocuments {
  readonly #schema: GraphQLSchema;
  readonly #known = new LRUCache<string, DocumentNode>({ max: KEPT });

  constructor(schema: GraphQLSchema) {
    this.#schema = schema;
  }

  /** @returns the document, or what is wrong with it */
  read(text: string): DocumentNode | readonly GraphQLError[] {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    let document: DocumentNode;
    try {
      document = parse(text, { maxTokens: MAXIMUM_TOKENS });
    } catch (error) {
      return [error instanceof GraphQLError ? error : refused('The query cannot be read.')];
    }
    const invalid = validate(this.#schema, document);
    if (invalid.length > 0) return invalid;
    if (text.length <= KEPT_CHARACTERS) this.#known.set(text, document);
    return document;
  }
}

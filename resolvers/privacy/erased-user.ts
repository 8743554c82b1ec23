import type { ErasedUser } from '../../schema/index.ts';
import type { Store } from '../../store/index.ts';

/** What is said of somebody who is not here because of an erasure; null where nobody of that id was erased. */
export async function erasedUser({ erasures }: Store, userId: string): Promise<ErasedUser | null> {
  const erased = await erasures.find([{ userId }]);
  if (erased === null) return null;
  const { id: erasureId, erasedAt } = erased;
  return {
    __typename: 'ErasedUser',
    message: `This user was erased at ${new Date(erasedAt).toISOString()}. Nothing is kept that could answer, of any instant.`,
    erasedAt,
    erasureId,
  };
}

import { z } from 'zod';
import type { ReferenceConfig } from '../../../../connectors/conformance/hostile/reference-connector.ts';
import { referenceDeclaration } from '../../../../connectors/conformance/hostile/reference-connector.ts';
import { type Defects, replaced, spoilt } from './defect.ts';

const strict = referenceDeclaration.config as unknown as z.ZodObject;
const withConfig = (config: z.ZodObject) =>
  spoilt({ config: config as unknown as z.ZodType<ReferenceConfig> });

export const specDefects: Defects = {
  'spec-named': () => spoilt({ name: 'Hostile Orders' }),
  'spec-described': () => withConfig(strict.extend({ colour: z.string().optional() })),
  'spec-secrets-marked': () =>
    withConfig(strict.extend({ apiToken: z.string().optional().describe('A token.') })),
  'config-strict': () => withConfig(z.object(strict.shape)),
  'config-untouched': () =>
    replaced(({ read }) => ({
      read: (config, ...rest) => {
        Object.assign(config, { pageSize: config.pageSize });
        return read(config, ...rest);
      },
    })),
  'check-succeeds': () =>
    replaced(({ check }) => ({
      check: async (...call) => {
        const result = await check(...call);
        return result.ok ? { ok: true, message: 'ok' } : result;
      },
    })),
  'check-fails-well': () =>
    replaced(() => ({ check: async () => ({ ok: true, message: 'All is well, surely.' }) })),
  'discovery-complete': () =>
    replaced(({ discover }) => ({
      discover: async (...call) =>
        (await discover(...call)).map((stream) => ({
          ...stream,
          fields: [...stream.fields, stream.fields[0]],
        })),
    })),
  'discovery-repeatable': () => {
    let count = 0;
    return replaced(({ discover }) => ({
      discover: async (...call) => {
        count += 1;
        const found = await discover(...call);
        const turned = (fields: (typeof found)[number]['fields']) =>
          count % 2 === 0 ? fields.toReversed() : fields;
        return found.map((stream) => ({ ...stream, fields: turned(stream.fields) }));
      },
    }));
  },
  'discovery-matches-records': () =>
    replaced(({ discover }) => ({
      discover: async (...call) =>
        (await discover(...call)).map((stream) => ({
          ...stream,
          fields: stream.fields.filter(({ name }) => name !== 'shop'),
        })),
    })),
  'keys-present': () =>
    replaced(({ discover }) => ({
      discover: async (...call) =>
        (await discover(...call)).map((stream) => ({ ...stream, primaryKey: ['id', 'note'] })),
    })),
};

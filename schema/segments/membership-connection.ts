import { connectionType } from '../paging/connection.ts';
import { Membership } from './membership.ts';

export const MembershipConnection = connectionType<Membership>('Membership', () => Membership);

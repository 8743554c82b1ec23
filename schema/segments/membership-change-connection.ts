import { connectionType } from '../paging/connection.ts';
import { MembershipChange } from './membership-change.ts';

export const MembershipChangeConnection = connectionType<MembershipChange>(
  'MembershipChange',
  () => MembershipChange,
);

import { connectionType } from '../paging/connection.ts';
import { User } from './user.ts';

export const UserConnection = connectionType<User>('User', () => User);

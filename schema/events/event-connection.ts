import { connectionType } from '../paging/connection.ts';
import { Event } from './event.ts';

export const EventConnection = connectionType<Event>('Event', () => Event);

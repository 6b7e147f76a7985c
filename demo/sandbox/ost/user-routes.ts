import { userJson } from './answers.ts';
import { paged, readParameters, userList } from './parameters.ts';
import { ok, type Route, type RouteContext } from './routes.ts';
import type { User } from './users.ts';

/** Which filter asks for which property. */
const flags = [
  ['is_kyc_submitted', 'kyc_submitted'],
  ['is_doptin_done', 'doptin_done'],
  ['is_doptin_mail_sent', 'doptin_mail_sent'],
] as const;

const userData = (user: User): object => ok({ result_type: 'user', user: userJson(user) });

export const userRoutes = ({ users, lastPage, onRegister }: RouteContext): readonly Route[] => [
  {
    method: 'post',
    path: '/users',
    answer: ({ parameters }) => {
      const user = users.add(parameters['email']);
      onRegister(user);
      return userData(user);
    },
  },
  { method: 'get', path: '/users/:id', answer: ({ id }) => userData(users.get(id)) },
  {
    method: 'get',
    path: '/users',
    answer: ({ parameters }) => {
      const wanted = readParameters(userList, parameters, 'um_u_l_1');
      const { filters } = wanted;
      const isWanted = ({ properties, email }: User): boolean =>
        email.toLowerCase().startsWith((filters.email ?? '').toLowerCase()) &&
        flags.every(([filter, property]) => {
          const flag = filters[filter];
          return flag === undefined || flag === String(properties.includes(property));
        });
      const { items, meta } = paged(users.all().filter(isWanted).reverse(), wanted, lastPage);
      return ok({ result_type: 'users', users: items.map(userJson), meta });
    },
  },
];

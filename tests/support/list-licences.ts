/** `npm run licences`: each licence with the packages under it, the rarest last. */
import { packagesByLicence } from './licences';

const sorted = [...packagesByLicence()].sort(([, one], [, other]) => other.length - one.length);
for (const [licence, names] of sorted) {
	console.log(`${licence} (${names.length}): ${[...new Set(names)].sort().join(', ')}\n`);
}

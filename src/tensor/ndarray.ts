// The one file that loads ndarray and ndarray-ops. Both build code with `new Function` (ndarray-ops
// when it is loaded), which a strict Content-Security-Policy forbids: the build keeps this file as
// a chunk of its own.
import ndarray from 'ndarray';
import ops from 'ndarray-ops';

export { ndarray, ops };

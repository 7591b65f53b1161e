// Batch matrix multiplication: the weighted averages of several queries in one product.
import { arange, bmm, full, ones, reshape, toNestedArray } from 'nadaraya';

console.log('shape of a batch of products:', bmm(ones([2, 1, 4]), ones([2, 4, 6])).shape);

const weights = full([2, 10], 0.1); // two queries, each with ten equal weights
const values = reshape(arange(20), [2, 10]);
const averages = bmm(reshape(weights, [2, 1, 10]), reshape(values, [2, 10, 1]));

console.log('weighted averages:', toNestedArray(averages));

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { notAsPublished } from './not-as-published.ts';

const published = { kitVersion: '1.4.2', images: { lab: 'a1', 'lang-go': 'b1' } };

test('nothing is said where the kit observes alike, and of images that the version does not name', () => {
  assert.equal(notAsPublished({ kitVersion: '1.4.9', recipes: { lab: 'a1', 'lang-c': 'c1' } }, published), undefined);
  assert.equal(notAsPublished({ kitVersion: '1.4.2', recipes: {} }, published), undefined);
});

test('a kit that observes otherwise is named, and each image that is another one', () => {
  assert.equal(
    notAsPublished({ kitVersion: '1.5.0', recipes: { lab: 'a1', 'lang-go': 'b2' } }, published),
    'graded otherwise than its version was published: the kit is of version 1.5.0, not 1.4.2; the image lang-go is b2, not b1',
  );
});

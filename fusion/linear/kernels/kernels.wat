;; The inner loops of folding in and of ranking, two doubles at a time. Sums have the lanes and the order of the
;; loops in JavaScript that they stand for, so their answers are the same to the last bit. Places are in bytes.
(module
  (memory (export "memory") 1)

  ;; Like `dot`: four lanes, the last numbers of a length that is no multiple of four in the first.
  (func $dot (param $left i32) (param $right i32) (param $length i32) (result f64)
    (local $end i32) (local $one v128) (local $two v128) (local $sum f64) (local $rest i32)
    (local.set $end
      (i32.add (local.get $left) (i32.shl (i32.and (local.get $length) (i32.const -4)) (i32.const 3))))
    (local.set $rest (i32.and (local.get $length) (i32.const 3)))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $left) (local.get $end)))
        (local.set $one (f64x2.add (local.get $one)
          (f64x2.mul (v128.load (local.get $left)) (v128.load (local.get $right)))))
        (local.set $two (f64x2.add (local.get $two)
          (f64x2.mul (v128.load offset=16 (local.get $left)) (v128.load offset=16 (local.get $right)))))
        (local.set $left (i32.add (local.get $left) (i32.const 32)))
        (local.set $right (i32.add (local.get $right) (i32.const 32)))
        (br $next)))
    (local.set $sum (f64x2.extract_lane 0 (local.get $one)))
    (block $over
      (loop $next
        (br_if $over (i32.eqz (local.get $rest)))
        (local.set $sum (f64.add (local.get $sum)
          (f64.mul (f64.load (local.get $left)) (f64.load (local.get $right)))))
        (local.set $left (i32.add (local.get $left) (i32.const 8)))
        (local.set $right (i32.add (local.get $right) (i32.const 8)))
        (local.set $rest (i32.sub (local.get $rest) (i32.const 1)))
        (br $next)))
    (f64.add
      (f64.add (local.get $sum) (f64x2.extract_lane 1 (local.get $one)))
      (f64.add (f64x2.extract_lane 0 (local.get $two)) (f64x2.extract_lane 1 (local.get $two)))))

  ;; Like `addScaled`: to += factor * from.
  (func $addScaled (param $to i32) (param $factor f64) (param $from i32) (param $length i32)
    (local $end i32) (local $both v128)
    (local.set $both (f64x2.splat (local.get $factor)))
    (local.set $end
      (i32.add (local.get $to) (i32.shl (i32.and (local.get $length) (i32.const -2)) (i32.const 3))))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $to) (local.get $end)))
        (v128.store (local.get $to) (f64x2.add (v128.load (local.get $to))
          (f64x2.mul (local.get $both) (v128.load (local.get $from)))))
        (local.set $to (i32.add (local.get $to) (i32.const 16)))
        (local.set $from (i32.add (local.get $from) (i32.const 16)))
        (br $next)))
    (if (i32.and (local.get $length) (i32.const 1))
      (then (f64.store (local.get $to) (f64.add (f64.load (local.get $to))
        (f64.mul (local.get $factor) (f64.load (local.get $from))))))))

  ;; Like `timesVector`: a matrix [rows, width] times a vector.
  (func $times (export "times")
    (param $matrix i32) (param $rows i32) (param $width i32) (param $vector i32) (param $into i32)
    (local $end i32) (local $stride i32)
    (local.set $stride (i32.shl (local.get $width) (i32.const 3)))
    (local.set $end (i32.add (local.get $into) (i32.shl (local.get $rows) (i32.const 3))))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $into) (local.get $end)))
        (f64.store (local.get $into)
          (call $dot (local.get $matrix) (local.get $vector) (local.get $width)))
        (local.set $matrix (i32.add (local.get $matrix) (local.get $stride)))
        (local.set $into (i32.add (local.get $into) (i32.const 8)))
        (br $next))))

  ;; The left side of the normal equations of a user: (G + VᵀEV) times the input, for rows V [rows, width]
  ;; that lie beside each other and E, by how much each counts more than what nobody turned to.
  (func (export "normal")
    (param $gram i32) (param $width i32) (param $vectors i32) (param $rows i32) (param $excess i32)
    (param $input i32) (param $output i32)
    (local $end i32) (local $stride i32)
    (local.set $stride (i32.shl (local.get $width) (i32.const 3)))
    (call $times
      (local.get $gram) (local.get $width) (local.get $width) (local.get $input) (local.get $output))
    (local.set $end (i32.add (local.get $excess) (i32.shl (local.get $rows) (i32.const 3))))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $excess) (local.get $end)))
        (call $addScaled
          (local.get $output)
          (f64.mul (f64.load (local.get $excess))
            (call $dot (local.get $vectors) (local.get $input) (local.get $width)))
          (local.get $vectors)
          (local.get $width))
        (local.set $vectors (i32.add (local.get $vectors) (local.get $stride)))
        (local.set $excess (i32.add (local.get $excess) (i32.const 8)))
        (br $next))))

  ;; One vector's dot products with the eight of each group, [groups, length, 8], each in a lane of its own.
  (func (export "groupsOfEight")
    (param $packed i32) (param $groups i32) (param $vector i32) (param $length i32) (param $into i32)
    (local $end i32) (local $last i32) (local $at i32) (local $value v128)
    (local $one v128) (local $two v128) (local $three v128) (local $four v128)
    (local.set $end (i32.add (local.get $vector) (i32.shl (local.get $length) (i32.const 3))))
    (local.set $last (i32.add (local.get $into) (i32.shl (local.get $groups) (i32.const 6))))
    (block $done
      (loop $group
        (br_if $done (i32.ge_u (local.get $into) (local.get $last)))
        (local.set $one (v128.const f64x2 0 0))
        (local.set $two (v128.const f64x2 0 0))
        (local.set $three (v128.const f64x2 0 0))
        (local.set $four (v128.const f64x2 0 0))
        (local.set $at (local.get $vector))
        (block $over
          (loop $next
            (br_if $over (i32.ge_u (local.get $at) (local.get $end)))
            (local.set $value (v128.load64_splat (local.get $at)))
            (local.set $one (f64x2.add (local.get $one)
              (f64x2.mul (local.get $value) (v128.load (local.get $packed)))))
            (local.set $two (f64x2.add (local.get $two)
              (f64x2.mul (local.get $value) (v128.load offset=16 (local.get $packed)))))
            (local.set $three (f64x2.add (local.get $three)
              (f64x2.mul (local.get $value) (v128.load offset=32 (local.get $packed)))))
            (local.set $four (f64x2.add (local.get $four)
              (f64x2.mul (local.get $value) (v128.load offset=48 (local.get $packed)))))
            (local.set $packed (i32.add (local.get $packed) (i32.const 64)))
            (local.set $at (i32.add (local.get $at) (i32.const 8)))
            (br $next)))
        (v128.store (local.get $into) (local.get $one))
        (v128.store offset=16 (local.get $into) (local.get $two))
        (v128.store offset=32 (local.get $into) (local.get $three))
        (v128.store offset=48 (local.get $into) (local.get $four))
        (local.set $into (i32.add (local.get $into) (i32.const 64)))
        (br $group))))

  ;; A dense layer: bias + Σ value · row, for the rows of a matrix [any, width] that lie at some places (in bytes, from
  ;; its start). Sums go eight at a time, each in a lane of its own, so $width is a multiple of eight.
  (func (export "dense")
    (param $matrix i32) (param $bias i32) (param $width i32)
    (param $places i32) (param $values i32) (param $count i32) (param $sums i32)
    (local $end i32) (local $last i32) (local $place i32) (local $at i32) (local $row i32) (local $value v128)
    (local $one v128) (local $two v128) (local $three v128) (local $four v128)
    (local.set $end (i32.add (local.get $values) (i32.shl (local.get $count) (i32.const 3))))
    (local.set $last (i32.add (local.get $sums) (i32.shl (local.get $width) (i32.const 3))))
    (block $done
      (loop $eight
        (br_if $done (i32.ge_u (local.get $sums) (local.get $last)))
        (local.set $one (v128.load (local.get $bias)))
        (local.set $two (v128.load offset=16 (local.get $bias)))
        (local.set $three (v128.load offset=32 (local.get $bias)))
        (local.set $four (v128.load offset=48 (local.get $bias)))
        (local.set $place (local.get $places))
        (local.set $at (local.get $values))
        (block $over
          (loop $next
            (br_if $over (i32.ge_u (local.get $at) (local.get $end)))
            (local.set $value (v128.load64_splat (local.get $at)))
            (local.set $row (i32.add (local.get $matrix) (i32.load (local.get $place))))
            (local.set $one (f64x2.add (local.get $one)
              (f64x2.mul (local.get $value) (v128.load (local.get $row)))))
            (local.set $two (f64x2.add (local.get $two)
              (f64x2.mul (local.get $value) (v128.load offset=16 (local.get $row)))))
            (local.set $three (f64x2.add (local.get $three)
              (f64x2.mul (local.get $value) (v128.load offset=32 (local.get $row)))))
            (local.set $four (f64x2.add (local.get $four)
              (f64x2.mul (local.get $value) (v128.load offset=48 (local.get $row)))))
            (local.set $place (i32.add (local.get $place) (i32.const 4)))
            (local.set $at (i32.add (local.get $at) (i32.const 8)))
            (br $next)))
        (v128.store (local.get $sums) (local.get $one))
        (v128.store offset=16 (local.get $sums) (local.get $two))
        (v128.store offset=32 (local.get $sums) (local.get $three))
        (v128.store offset=48 (local.get $sums) (local.get $four))
        (local.set $sums (i32.add (local.get $sums) (i32.const 64)))
        (local.set $bias (i32.add (local.get $bias) (i32.const 64)))
        (local.set $matrix (i32.add (local.get $matrix) (i32.const 64)))
        (br $eight))))

  ;; Adds a sparse row, times a weight for each of some channels beside each other, to the sums of a score board
  ;; (see score-board.ts) and gives back how many of its places are touched then.
  ;; $sums is where the first of the channels would be of row 0, $stride how far one row is from the next.
  (func (export "addRow")
    (param $rows i32) (param $touched i32) (param $count i32) (param $sums i32) (param $stride i32)
    (param $indices i32) (param $values i32) (param $length i32) (param $weights i32) (param $channels i32)
    (result i32)
    (local $end i32) (local $last i32) (local $place i32) (local $known i32) (local $fresh i32)
    (local $at i32) (local $weight i32) (local $value f64)
    (local.set $end (i32.add (local.get $indices) (i32.shl (local.get $length) (i32.const 2))))
    (local.set $last (i32.add (local.get $weights) (i32.shl (local.get $channels) (i32.const 3))))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $indices) (local.get $end)))
        (local.set $place (i32.load (local.get $indices)))
        (local.set $at (i32.add (local.get $rows) (i32.shl (local.get $place) (i32.const 2))))
        (local.set $known (i32.load (local.get $at)))
        ;; Without a branch, which would be guessed wrong too often: half of all places are new.
        (local.set $fresh (i32.eqz (local.get $known)))
        (i32.store
          (i32.add (local.get $touched) (i32.shl (local.get $count) (i32.const 2)))
          (local.get $place))
        (local.set $count (i32.add (local.get $count) (local.get $fresh)))
        (local.set $known
          (select (local.get $count) (local.get $known) (local.get $fresh)))
        (i32.store (local.get $at) (local.get $known))
        (local.set $at (i32.add (local.get $sums) (i32.mul (local.get $known) (local.get $stride))))
        (local.set $value (f64.promote_f32 (f32.load (local.get $values))))
        (local.set $weight (local.get $weights))
        (loop $channel
          (f64.store (local.get $at) (f64.add (f64.load (local.get $at))
            (f64.mul (f64.load (local.get $weight)) (local.get $value))))
          (local.set $at (i32.add (local.get $at) (i32.const 8)))
          (local.set $weight (i32.add (local.get $weight) (i32.const 8)))
          (br_if $channel (i32.lt_u (local.get $weight) (local.get $last))))
        (local.set $indices (i32.add (local.get $indices) (i32.const 4)))
        (local.set $values (i32.add (local.get $values) (i32.const 4)))
        (br $next)))
    (local.get $count))

  ;; Forgets the rows of what was touched.
  (func (export "clearRows") (param $rows i32) (param $touched i32) (param $count i32)
    (local $end i32)
    (local.set $end (i32.add (local.get $touched) (i32.shl (local.get $count) (i32.const 2))))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $touched) (local.get $end)))
        (i32.store
          (i32.add (local.get $rows) (i32.shl (i32.load (local.get $touched)) (i32.const 2)))
          (i32.const 0))
        (local.set $touched (i32.add (local.get $touched) (i32.const 4)))
        (br $next))))

  ;; Sorts pairs of a score and its place, 16 bytes each, by descending score; equal ones keep their order. Runs
  ;; twice as long at each turn are merged from one stretch of memory into the other; gives back where they end up.
  (func $sort (param $pairs i32) (param $spare i32) (param $count i32) (result i32)
    (local $bytes i32) (local $width i32) (local $from i32)
    (local $left i32) (local $middle i32) (local $right i32) (local $end i32) (local $to i32)
    (local $later i32) (local $swap i32)
    (local.set $bytes (i32.shl (local.get $count) (i32.const 4)))
    (local.set $width (i32.const 16))
    (block $sorted
      (loop $turn
        (br_if $sorted (i32.ge_u (local.get $width) (local.get $bytes)))
        (local.set $from (i32.const 0))
        (local.set $to (local.get $spare))
        (loop $run
          (local.set $left (i32.add (local.get $pairs) (local.get $from)))
          (local.set $middle (i32.add (local.get $pairs) (call $least
            (i32.add (local.get $from) (local.get $width)) (local.get $bytes))))
          (local.set $right (local.get $middle))
          (local.set $from (i32.add (local.get $from) (i32.shl (local.get $width) (i32.const 1))))
          (local.set $end (i32.add (local.get $pairs) (call $least
            (local.get $from) (local.get $bytes))))
          (block $over
            (br_if $over (i32.ge_u (local.get $right) (local.get $end)))
            (loop $next
              ;; All bits where the right one comes first: without a branch, which nobody could guess.
              (local.set $later (i32.sub (i32.const 0)
                (f64.gt (f64.load (local.get $right)) (f64.load (local.get $left)))))
              (v128.store (local.get $to) (v128.load (i32.add (local.get $left)
                (i32.and (local.get $later) (i32.sub (local.get $right) (local.get $left))))))
              (local.set $to (i32.add (local.get $to) (i32.const 16)))
              (local.set $later (i32.and (local.get $later) (i32.const 16)))
              (local.set $right (i32.add (local.get $right) (local.get $later)))
              (local.set $left (i32.add (local.get $left)
                (i32.sub (i32.const 16) (local.get $later))))
              (br_if $over (i32.ge_u (local.get $left) (local.get $middle)))
              (br_if $next (i32.lt_u (local.get $right) (local.get $end)))))
          (local.set $to (call $copy (local.get $to) (local.get $left) (local.get $middle)))
          (local.set $to (call $copy (local.get $to) (local.get $right) (local.get $end)))
          (br_if $run (i32.lt_u (local.get $from) (local.get $bytes))))
        (local.set $swap (local.get $pairs))
        (local.set $pairs (local.get $spare))
        (local.set $spare (local.get $swap))
        (local.set $width (i32.shl (local.get $width) (i32.const 1)))
        (br $turn)))
    (local.get $pairs))

  (func $least (param $one i32) (param $other i32) (result i32)
    (select (local.get $one) (local.get $other) (i32.lt_u (local.get $one) (local.get $other))))

  (func $most (param $one i32) (param $other i32) (result i32)
    (select (local.get $one) (local.get $other) (i32.gt_u (local.get $one) (local.get $other))))

  ;; Copies what lies from one place to before another, 16 bytes at a time; gives back where the copy ends.
  (func $copy (param $to i32) (param $from i32) (param $end i32) (result i32)
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $from) (local.get $end)))
        (v128.store (local.get $to) (v128.load (local.get $from)))
        (local.set $to (i32.add (local.get $to) (i32.const 16)))
        (local.set $from (i32.add (local.get $from) (i32.const 16)))
        (br $next)))
    (local.get $to))

  ;; Writes every so manieth score with its place as a pair; gives back how many these are.
  (func $pair
    (param $scores i32) (param $length i32) (param $step i32) (param $pairs i32) (result i32)
    (local $place i32) (local $at i32)
    (local.set $at (local.get $pairs))
    (loop $next
      (f64.store (local.get $at)
        (f64.load (i32.add (local.get $scores) (i32.shl (local.get $place) (i32.const 3)))))
      (i32.store offset=8 (local.get $at) (local.get $place))
      (local.set $at (i32.add (local.get $at) (i32.const 16)))
      (local.set $place (i32.add (local.get $place) (local.get $step)))
      (br_if $next (i32.lt_u (local.get $place) (local.get $length))))
    (i32.shr_u (i32.sub (local.get $at) (local.get $pairs)) (i32.const 4)))

  ;; The pairs of all scores above a floor and, if these are fewer than $count, of as many that equal it, by place.
  ;; At $spare is room for the places of those. Gives back how many pairs there are.
  (func $above
    (param $scores i32) (param $length i32) (param $count i32) (param $floor f64)
    (param $pairs i32) (param $spare i32) (result i32)
    (local $both v128) (local $last i32) (local $end i32) (local $from i32)
    (local $place i32) (local $at i32) (local $equal i32) (local $score f64)
    (local.set $both (f64x2.splat (local.get $floor)))
    (local.set $from (local.get $scores))
    (local.set $last (i32.add (local.get $scores) (i32.shl (local.get $length) (i32.const 3))))
    (local.set $at (local.get $pairs))
    (local.set $equal (local.get $spare))
    (loop $four
      (local.set $end (i32.add (local.get $scores) (i32.const 32)))
      (if (v128.any_true (v128.or
            (f64x2.ge (v128.load (local.get $scores)) (local.get $both))
            (f64x2.ge (v128.load offset=16 (local.get $scores)) (local.get $both))))
        (then
          (local.set $end (call $least (local.get $end) (local.get $last)))
          (loop $next
            (local.set $score (f64.load (local.get $scores)))
            (local.set $place
              (i32.shr_u (i32.sub (local.get $scores) (local.get $from)) (i32.const 3)))
            (f64.store (local.get $at) (local.get $score))
            (i32.store offset=8 (local.get $at) (local.get $place))
            (i32.store (local.get $equal) (local.get $place))
            (local.set $at (i32.add (local.get $at)
              (i32.shl (f64.gt (local.get $score) (local.get $floor)) (i32.const 4))))
            (local.set $equal (i32.add (local.get $equal)
              (i32.shl (f64.eq (local.get $score) (local.get $floor)) (i32.const 2))))
            (local.set $scores (i32.add (local.get $scores) (i32.const 8)))
            (br_if $next (i32.lt_u (local.get $scores) (local.get $end))))))
      (local.set $scores (local.get $end))
      (br_if $four (i32.lt_u (local.get $scores) (local.get $last))))
    (local.set $end (i32.add (local.get $pairs) (i32.shl (local.get $count) (i32.const 4))))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $spare) (local.get $equal)))
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (f64.store (local.get $at) (local.get $floor))
        (i32.store offset=8 (local.get $at) (i32.load (local.get $spare)))
        (local.set $at (i32.add (local.get $at) (i32.const 16)))
        (local.set $spare (i32.add (local.get $spare) (i32.const 4)))
        (br $next)))
    (i32.shr_u (i32.sub (local.get $at) (local.get $pairs)) (i32.const 4)))

  ;; The $count greatest of some scores as pairs, best first, equal ones by place; gives back where they lie.
  ;; $pairs and $spare have room for a pair of each score and one more. A sample of the scores says which of them
  ;; cannot be among the greatest: only the others are sorted.
  (func (export "greatest")
    (param $scores i32) (param $length i32) (param $count i32) (param $pairs i32) (param $spare i32)
    (result i32)
    (local $found i32) (local $share f64) (local $rank i32)
    (if (i32.and
          (i32.ge_u (local.get $length) (i32.const 128))
          (i32.ge_u (local.get $length) (i32.shl (local.get $count) (i32.const 1))))
      (then
        (local.set $found (call $pair (local.get $scores) (local.get $length)
          (call $most (i32.shr_u (local.get $length) (i32.const 7)) (i32.const 4)) (local.get $pairs)))
        ;; So many of the sample are expected among the greatest; three deviations more hardly ever are.
        (local.set $share (f64.div
          (f64.mul (f64.convert_i32_u (local.get $count)) (f64.convert_i32_u (local.get $found)))
          (f64.convert_i32_u (local.get $length))))
        (local.set $rank (i32.trunc_f64_u (f64.add (f64.const 2)
          (f64.add (local.get $share) (f64.mul (f64.const 3) (f64.sqrt (local.get $share)))))))
        (local.set $found (call $above
          (local.get $scores) (local.get $length) (local.get $count)
          (f64.load (i32.add
            (call $sort (local.get $pairs) (local.get $spare) (local.get $found))
            (i32.shl (local.get $rank) (i32.const 4))))
          (local.get $pairs) (local.get $spare)))
        (if (i32.ge_u (local.get $found) (local.get $count))
          (then
            (return (call $sort (local.get $pairs) (local.get $spare) (local.get $found)))))))
    (call $sort (local.get $pairs) (local.get $spare)
      (call $pair (local.get $scores) (local.get $length) (i32.const 1) (local.get $pairs))))
)

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
(func $addScaled (export "addScaled")
  (param $to i32) (param $factor f64) (param $from i32) (param $length i32)
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

;; What a user's rows add to the left side of the normal equations, (G + VᵀEV) times the input: VᵀEV times it, for
;; rows V [rows, width] that lie beside each other and E, by how much each counts more than what nobody turned to.
(func (export "addOuter")
  (param $vectors i32) (param $rows i32) (param $width i32) (param $excess i32)
  (param $input i32) (param $output i32)
  (local $end i32) (local $stride i32)
  (local.set $stride (i32.shl (local.get $width) (i32.const 3)))
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

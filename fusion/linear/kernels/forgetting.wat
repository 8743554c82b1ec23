;; Sums that forget take in an event: sum ← kept · sum + row, for sums [rates, width], each at a rate of its own.
(func (export "remember")
  (param $sums i32) (param $width i32) (param $kept i32) (param $rates i32) (param $row i32)
  (local $end i32) (local $pairs i32) (local $last i32) (local $from i32) (local $keep v128)
  (local.set $last (i32.add (local.get $kept) (i32.shl (local.get $rates) (i32.const 3))))
  (block $done
    (loop $rate
      (br_if $done (i32.ge_u (local.get $kept) (local.get $last)))
      (local.set $keep (v128.load64_splat (local.get $kept)))
      (local.set $from (local.get $row))
      (local.set $end (i32.add (local.get $sums) (i32.shl (local.get $width) (i32.const 3))))
      (local.set $pairs
        (i32.add (local.get $sums) (i32.shl (i32.and (local.get $width) (i32.const -2)) (i32.const 3))))
      (block $over
        (loop $next
          (br_if $over (i32.ge_u (local.get $sums) (local.get $pairs)))
          (v128.store (local.get $sums) (f64x2.add
            (f64x2.mul (local.get $keep) (v128.load (local.get $sums)))
            (v128.load (local.get $from))))
          (local.set $sums (i32.add (local.get $sums) (i32.const 16)))
          (local.set $from (i32.add (local.get $from) (i32.const 16)))
          (br $next)))
      (if (i32.lt_u (local.get $sums) (local.get $end))
        (then (f64.store (local.get $sums) (f64.add
          (f64.mul (f64x2.extract_lane 0 (local.get $keep)) (f64.load (local.get $sums)))
          (f64.load (local.get $from))))))
      (local.set $sums (local.get $end))
      (local.set $kept (i32.add (local.get $kept) (i32.const 8)))
      (br $rate))))

;; The same for four events, rows [4, width] in their order: a sum is read and written once for all of them.
(func (export "rememberFour")
  (param $sums i32) (param $width i32) (param $kept i32) (param $rates i32) (param $rows i32)
  (local $end i32) (local $pairs i32) (local $last i32) (local $stride i32) (local $keep v128)
  (local $one i32) (local $two i32) (local $three i32) (local $four i32) (local $keepOne f64)
  (local.set $stride (i32.shl (local.get $width) (i32.const 3)))
  (local.set $last (i32.add (local.get $kept) (i32.shl (local.get $rates) (i32.const 3))))
  (block $done
    (loop $rate
      (br_if $done (i32.ge_u (local.get $kept) (local.get $last)))
      (local.set $keep (v128.load64_splat (local.get $kept)))
      (local.set $one (local.get $rows))
      (local.set $two (i32.add (local.get $one) (local.get $stride)))
      (local.set $three (i32.add (local.get $two) (local.get $stride)))
      (local.set $four (i32.add (local.get $three) (local.get $stride)))
      (local.set $end (i32.add (local.get $sums) (local.get $stride)))
      (local.set $pairs
        (i32.add (local.get $sums) (i32.shl (i32.and (local.get $width) (i32.const -2)) (i32.const 3))))
      (block $over
        (loop $next
          (br_if $over (i32.ge_u (local.get $sums) (local.get $pairs)))
          (v128.store (local.get $sums)
            (f64x2.add (v128.load (local.get $four)) (f64x2.mul (local.get $keep)
              (f64x2.add (v128.load (local.get $three)) (f64x2.mul (local.get $keep)
                (f64x2.add (v128.load (local.get $two)) (f64x2.mul (local.get $keep)
                  (f64x2.add (v128.load (local.get $one)) (f64x2.mul (local.get $keep)
                    (v128.load (local.get $sums)))))))))))
          (local.set $sums (i32.add (local.get $sums) (i32.const 16)))
          (local.set $one (i32.add (local.get $one) (i32.const 16)))
          (local.set $two (i32.add (local.get $two) (i32.const 16)))
          (local.set $three (i32.add (local.get $three) (i32.const 16)))
          (local.set $four (i32.add (local.get $four) (i32.const 16)))
          (br $next)))
      (if (i32.lt_u (local.get $sums) (local.get $end))
        (then
          (local.set $keepOne (f64x2.extract_lane 0 (local.get $keep)))
          (f64.store (local.get $sums)
            (f64.add (f64.load (local.get $four)) (f64.mul (local.get $keepOne)
              (f64.add (f64.load (local.get $three)) (f64.mul (local.get $keepOne)
                (f64.add (f64.load (local.get $two)) (f64.mul (local.get $keepOne)
                  (f64.add (f64.load (local.get $one)) (f64.mul (local.get $keepOne)
                    (f64.load (local.get $sums)))))))))))))
      (local.set $sums (local.get $end))
      (local.set $kept (i32.add (local.get $kept) (i32.const 8)))
      (br $rate))))

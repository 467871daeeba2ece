//! Capacities of serverless databases.

use crate::Mistake;
use crate::text::checked_text;

/// More is not to be had of one instance.
const LARGEST: f64 = 256.0;

checked_text! {
    /// A capacity of Aurora Serverless v2, in units of 2 GiB of memory: 0 to 256, in steps of a half.
    ///
    /// ```
    /// use purlin_settings::AuroraCapacity;
    ///
    /// assert_eq!("0.5".parse::<AuroraCapacity>()?.units(), 0.5);
    /// assert_eq!("0.3".parse::<AuroraCapacity>().unwrap_err().help, "write `0.5`");
    /// # Ok::<(), purlin_settings::Mistake>(())
    /// ```
    AuroraCapacity, "a capacity of Aurora Serverless", |text| check(text).map(drop),
    {"type": "number", "minimum": 0, "maximum": 256, "multipleOf": 0.5}
}

impl AuroraCapacity {
    /// The number of units.
    pub fn units(&self) -> f64 {
        check(&self.text).unwrap_or_default()
    }
}

fn check(text: &str) -> Result<f64, Mistake> {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let is_decimal = match text.split_once('.') {
        Some((whole, fraction)) => digits(whole) && digits(fraction),
        None => digits(text),
    };
    let Some(units) = text.parse::<f64>().ok().filter(|_| is_decimal) else {
        return Err(Mistake::new("it is not a number such as `0.5` or `8`", "write a number from 0 to 256"));
    };
    if units > LARGEST {
        return Err(Mistake::new("it is too big", "write a number from 0 to 256"));
    }
    if (units * 2.0).fract() != 0.0 {
        let near = (units * 2.0).round().max(1.0) / 2.0;
        return Err(Mistake::new("capacities are in steps of a half", format!("write `{near}`")));
    }
    Ok(units)
}

//! What keys are made of and made for, and which goes with which.

use purlin_core::Val;

pub use purlin_cfn::kms::key::{KeySpec, KeyUsage};
use purlin_core::IntoValue;

/// What a key with this usage cannot be made of. A usage or a spec that is newer than this table goes with everything.
///
/// [Key specs](https://docs.aws.amazon.com/kms/latest/developerguide/symm-asymm-choose-key-spec.html)
const CONTRADICTIONS: &[(KeyUsage, &[KeySpec])] = &[
    (
        KeyUsage::ENCRYPT_DECRYPT,
        &[
            KeySpec::ECC_NIST_P256,
            KeySpec::ECC_NIST_P384,
            KeySpec::ECC_NIST_P521,
            KeySpec::ECC_NIST_EDWARDS25519,
            KeySpec::ECC_SECG_P256_K1,
            KeySpec::HMAC_224,
            KeySpec::HMAC_256,
            KeySpec::HMAC_384,
            KeySpec::HMAC_512,
            KeySpec::ML_DSA_44,
            KeySpec::ML_DSA_65,
            KeySpec::ML_DSA_87,
        ],
    ),
    (
        KeyUsage::SIGN_VERIFY,
        &[KeySpec::SYMMETRIC_DEFAULT, KeySpec::HMAC_224, KeySpec::HMAC_256, KeySpec::HMAC_384, KeySpec::HMAC_512],
    ),
    (
        KeyUsage::GENERATE_VERIFY_MAC,
        &[
            KeySpec::SYMMETRIC_DEFAULT,
            KeySpec::RSA_2048,
            KeySpec::RSA_3072,
            KeySpec::RSA_4096,
            KeySpec::ECC_NIST_P256,
            KeySpec::ECC_NIST_P384,
            KeySpec::ECC_NIST_P521,
            KeySpec::ECC_NIST_EDWARDS25519,
            KeySpec::ECC_SECG_P256_K1,
            KeySpec::SM2,
            KeySpec::ML_DSA_44,
            KeySpec::ML_DSA_65,
            KeySpec::ML_DSA_87,
        ],
    ),
    (
        KeyUsage::KEY_AGREEMENT,
        &[
            KeySpec::SYMMETRIC_DEFAULT,
            KeySpec::RSA_2048,
            KeySpec::RSA_3072,
            KeySpec::RSA_4096,
            KeySpec::ECC_NIST_EDWARDS25519,
            KeySpec::ECC_SECG_P256_K1,
            KeySpec::HMAC_224,
            KeySpec::HMAC_256,
            KeySpec::HMAC_384,
            KeySpec::HMAC_512,
            KeySpec::ML_DSA_44,
            KeySpec::ML_DSA_65,
            KeySpec::ML_DSA_87,
        ],
    ),
];

/// Whether a key can be made of this for that.
pub(crate) fn fits(spec: &KeySpec, usage: &KeyUsage) -> bool {
    !CONTRADICTIONS.iter().any(|(used, specs)| used == usage && specs.contains(spec))
}

/// The name as AWS writes it.
pub(crate) fn spec_name(spec: &KeySpec) -> String {
    text(spec.clone().into_value().into_val())
}

/// The name as AWS writes it.
pub(crate) fn usage_name(usage: &KeyUsage) -> String {
    text(usage.clone().into_value().into_val())
}

fn text(val: Val) -> String {
    val.as_text().unwrap_or_default().to_owned()
}

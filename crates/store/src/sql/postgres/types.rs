//! Bound values and columns on PostgreSQL's wire.

use std::error::Error;

use bytes::BytesMut;
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};

use crate::{Bind, Fault, Row};

impl ToSql for Bind {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Int(n) if *ty == Type::INT4 => i32::try_from(*n)?.to_sql(ty, out),
            Self::Int(n) if *ty == Type::INT2 => i16::try_from(*n)?.to_sql(ty, out),
            Self::Int(n) => n.to_sql(&Type::INT8, out),
            Self::Text(text) => text.to_sql(&Type::TEXT, out),
            Self::Bytes(bytes) => bytes.to_sql(&Type::BYTEA, out),
        }
    }
    fn accepts(_ty: &Type) -> bool {
        true
    }
    to_sql_checked!();
}

impl<'a> FromSql<'a> for Bind {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(match *ty {
            Type::INT8 => Self::Int(i64::from_sql(ty, raw)?),
            Type::INT4 => Self::Int(i64::from(i32::from_sql(ty, raw)?)),
            Type::INT2 => Self::Int(i64::from(i16::from_sql(ty, raw)?)),
            Type::BOOL => Self::Int(i64::from(bool::from_sql(ty, raw)?)),
            Type::BYTEA => Self::Bytes(raw.to_vec()),
            Type::FLOAT4 | Type::FLOAT8 | Type::NUMERIC => Self::Null,
            ref _text => Self::Text(String::from_utf8_lossy(raw).into_owned()),
        })
    }
    fn from_sql_null(_ty: &Type) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Self::Null)
    }
    fn accepts(_ty: &Type) -> bool {
        true
    }
}

pub(super) fn params(binds: &[Bind]) -> Vec<&(dyn ToSql + Sync)> {
    binds.iter().map(|it| -> &(dyn ToSql + Sync) { it }).collect()
}

pub(super) fn row(from: &tokio_postgres::Row) -> Result<Row, Fault> {
    (0..from.len()).map(|at| from.try_get(at).map_err(Fault::from)).collect::<Result<_, _>>().map(Row)
}

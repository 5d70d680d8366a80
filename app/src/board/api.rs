//! What the board asks the server.

use domain::Lang;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use super::table::BoardTable;
use crate::error::AppError;

/// The board that `query` (as in an address: region, from, to, group) asks for, in `lang`.
#[server(endpoint = "public/board/get", input = GetUrl)]
pub(crate) async fn get_board(query: String, lang: Lang) -> Result<BoardTable, AppError> {
    let asked = crate::server::asked(&query, lang)?;
    let board = asked.board().await?;
    Ok(BoardTable {
        widget: asked.widget(),
        ..BoardTable::of(
            &board,
            asked.region_name(),
            asked.zone,
            &asked.links,
            asked.looks_back(),
        )
    })
}

"""Reading and scoring away from the screen: the paper of a bid, score sheets, spreadsheets and packs of many bids."""

<bom/>

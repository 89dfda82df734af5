// Makes the files beside it with libraries that are not ours: npm install apache-arrow@21.2.0 parquet-wasm@0.8.0; node make.js
const arrow = require('apache-arrow'), parquet = require('parquet-wasm/node'), fs = require('fs');
const column = (type, values) => arrow.vectorFromArray(values, type);
const item = type => new arrow.Field('item', type, true);
const table = new arrow.Table({
  id: column(new arrow.Int32(), [1, 2, 3, 4, 5]),
  x: column(new arrow.Float64(), [0.5, null, 1.5, 2.5, -3]),
  y: column(new arrow.Float32(), [10, 20, 30, 40, 50]),
  n: column(new arrow.Uint8(), [0, 1, 2, 254, 255]),
  big: column(new arrow.Int64(), [1n, -1n, 2n, 3n, 4n]),
  ok: column(new arrow.Bool(), [true, false, true, true, false]),
  emb: column(new arrow.FixedSizeList(3, item(new arrow.Float32())), [[1, 2, 3], [4, 5, 6], [7, 8, 9], [10, 11, 12], [13, 14, 15]]),
  list: column(new arrow.List(item(new arrow.Float64())), [[1, 2], [3, 4], [5, null], [7, 8], [9, 10]]),
  label: column(new arrow.Utf8(), ['a', 'b', 'a', 'c', 'b']),
});
fs.writeFileSync('table.arrow', arrow.tableToIPC(table, 'file'));
fs.writeFileSync('table.arrows', arrow.tableToIPC(table, 'stream'));
for (const [name, method] of [['snappy', parquet.Compression.SNAPPY], ['zstd', parquet.Compression.ZSTD]]) {
  const options = new parquet.WriterPropertiesBuilder().setCompression(method).setMaxRowGroupSize(2).build();
  fs.writeFileSync(`table.${name}.parquet`, parquet.writeParquet(parquet.Table.fromIPCStream(arrow.tableToIPC(table, 'stream')), options));
}

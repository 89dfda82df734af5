using ParquetSharp;

namespace SparseAutoencoders.Formats;

/// <summary>A column of a Parquet file: numbers, lists of them, or what is refused.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Place">Where its numbers stand among the columns that have none below them; -1 if it is nested.</param>
/// <param name="Numbers">The node that holds its numbers.</param>
/// <param name="Refusal">What it holds that is no number, in words; null if it holds numbers.</param>
/// <param name="Levels">The definition level of a number that is there; 0 where none can be missing.</param>
/// <param name="ListLevel">The definition level from which on a list has an element; 0 if there are no lists.</param>
internal sealed record ParquetColumn(string Name, int Place, ParquetNode Numbers, string? Refusal, short Levels, short ListLevel)
{
    private const int Required = 0, Optional = 1, Repeated = 2;

    /// <summary>A row holds a list.</summary>
    public bool IsList => ListLevel > 0;

    /// <summary>The columns of a schema, in their order.</summary>
    public static IReadOnlyList<ParquetColumn> Of(IReadOnlyList<ParquetNode> nodes)
    {
        var (columns, leaves) = (new List<ParquetColumn>(), 0);
        for (var node = 1; node < nodes.Count;)
        {
            var first = node;
            columns.Add(Of(nodes, first, leaves));
            for (var left = 1L; left > 0; node++)
            {
                left += nodes[node].Children - 1;
                if (nodes[node].Type is not null) leaves++;
            }
        }
        return columns;
    }

    // A list is a group that says so, around one repeated node: the numbers themselves (older files), or a group around them.
    private static ParquetColumn Of(IReadOnlyList<ParquetNode> nodes, int at, int place)
    {
        var outer = nodes[at];
        if (outer.Type is not null)
        {
            var listed = (short)(outer.Repetition == Repeated ? 1 : 0);
            return new ParquetColumn(outer.Name, place, outer, RefusalOf(outer), outer.Repetition == Required ? (short)0 : (short)1, listed);
        }
        var nested = new ParquetColumn(outer.Name, -1, outer, "nested values", 0, 0);
        if (outer.Children != 1 || outer.Meaning != ParquetMeaning.List || outer.Repetition == Repeated || nodes[at + 1].Repetition != Repeated) return nested;
        var (inner, level) = (nodes[at + 1], (short)(outer.Repetition == Optional ? 2 : 1));
        if (inner.Type is not null) return new ParquetColumn(outer.Name, place, inner, InList(inner), level, level);
        if (inner.Children != 1 || nodes[at + 2] is not { Type: not null, Repetition: Required or Optional } item) return nested;
        return new ParquetColumn(outer.Name, place, item, InList(item), (short)(level + item.Repetition), level);

        static string? InList(ParquetNode node) => RefusalOf(node) is null ? null : "lists of other things";
    }

    private static string? RefusalOf(ParquetNode node) => (node.Type, node.Meaning) switch
    {
        (PhysicalType.Int96, _) or (_, ParquetMeaning.Date or ParquetMeaning.Time or ParquetMeaning.Moment or ParquetMeaning.Span) => "dates or times",
        (_, ParquetMeaning.Text) => "text",
        (_, ParquetMeaning.Nothing) => "nothing at all",
        (PhysicalType.FixedLenByteArray or PhysicalType.ByteArray, ParquetMeaning.Bytes or ParquetMeaning.Plain) => "raw bytes",
        (PhysicalType.Boolean or PhysicalType.Float or PhysicalType.Double, ParquetMeaning.Plain) => null,
        (PhysicalType.Int32 or PhysicalType.Int64, ParquetMeaning.Plain or ParquetMeaning.Integer) => null,
        (not PhysicalType.Boolean and not PhysicalType.Float and not PhysicalType.Double, ParquetMeaning.Decimal) => null,
        (PhysicalType.FixedLenByteArray, ParquetMeaning.Float16) when node.Width == 2 => null,
        _ => "values of another kind",
    };
}

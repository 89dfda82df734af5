using Microsoft.ML;
using Microsoft.ML.Data;

namespace SparseAutoencoders.MLNet;

/// <summary>A column of features as rows.</summary>
internal static class FeatureColumn
{
    /// <summary>Reads the column once, from first row to last, a row at a time; many rows are kept on the disk, to be read again in any order.</summary>
    /// <param name="data">Holds the column.</param>
    /// <param name="name">The column's name.</param>
    /// <param name="hasGaps">True on return if a value is missing (NaN).</param>
    /// <param name="cancellation">Stops between rows.</param>
    /// <exception cref="ArgumentException">There is no such column, or it is no vector of floats of known size.</exception>
    public static IRows Read(IDataView data, string name, out bool hasGaps, CancellationToken cancellation)
    {
        var column = data.Schema.GetColumnOrNull(name) ?? throw Missing(name, data.Schema.Select(other => other.Name));
        if (column.Type is not VectorDataViewType { IsKnownSize: true, Size: var width } vector || vector.ItemType != NumberDataViewType.Single) throw NoFeatures(name, $"{column.Type}");
        var rows = new SpooledRows<float>($"column '{name}'", width, new StoredNumber(NumberKind.Float32)) { Columns = SlotNames(column) };
        try
        {
            using var cursor = data.GetRowCursor([column]);
            hasGaps = false;
            var (value, features) = (cursor.GetGetter<VBuffer<float>>(column), default(VBuffer<float>));
            while (cursor.MoveNext())
            {
                cancellation.ThrowIfCancellationRequested();
                value(ref features);
                var row = rows.Append();
                features.CopyTo(row);
                foreach (var feature in row) hasGaps |= float.IsNaN(feature);
            }
            rows.Complete();
            return rows;
        }
        catch
        {
            rows.Dispose();
            throw;
        }
    }

    /// <summary>Refuses, before there are data, what <see cref="Read"/> would refuse.</summary>
    /// <exception cref="ArgumentException">There is no such column, or it is no vector of floats of known size.</exception>
    public static void Check(SchemaShape shape, string name)
    {
        if (shape.All(column => column.Name != name)) throw Missing(name, shape.Select(other => other.Name));
        var column = shape.Last(column => column.Name == name);
        if (column.Kind != SchemaShape.Column.VectorKind.Vector || column.ItemType != NumberDataViewType.Single) throw NoFeatures(name, $"{column.Kind} of {column.ItemType}");
    }

    private static ArgumentException Missing(string name, IEnumerable<string> others) =>
        new($"column '{name}': there is no such column. There are {string.Join(", ", others.Distinct())}.");

    private static ArgumentException NoFeatures(string name, string type) =>
        new($"column '{name}': is of type {type}, and features are a vector of Single of known size. Make one with Concatenate, ConvertType or [VectorType(n)].");

    private static string[]? SlotNames(DataViewSchema.Column column)
    {
        if (!column.HasSlotNames()) return null;
        var names = default(VBuffer<ReadOnlyMemory<char>>);
        column.GetSlotNames(ref names);
        return [.. names.DenseValues().Select(name => name.ToString())];
    }
}

using System.Numerics.Tensors;
using SparseAutoencoders;

namespace Meanings;

/// <summary>Rows by the nearest of so many centres (Lloyd 1957), which begin as rows drawn at random.</summary>
internal sealed class KMeans
{
    private const int Rounds = 20, Block = 4096;

    private readonly Matrix<float> _centres;

    private KMeans(Matrix<float> centres) => _centres = centres;

    /// <summary>How many there are.</summary>
    public int Clusters => _centres.Rows;

    /// <summary>Finds centres. One that is nearest to no row begins anew at a row drawn at random.</summary>
    public static KMeans Of(Matrix<float> rows, int clusters, ulong seed)
    {
        var random = new RandomNumbers(seed, stream: 2);
        var order = Enumerable.Range(0, rows.Rows).ToArray();
        random.Shuffle(order);
        var found = new KMeans(new(clusters, rows.Columns));
        for (var c = 0; c < clusters; c++) rows.Row(order[c % rows.Rows]).CopyTo(found._centres.Row(c));
        for (var round = 0; round < Rounds; round++)
        {
            var (nearest, members) = (found.Nearest(rows), new int[clusters]);
            found._centres.All.Clear();
            for (var r = 0; r < rows.Rows; r++)
            {
                members[nearest[r].Cluster]++;
                var centre = found._centres.Row(nearest[r].Cluster);
                TensorPrimitives.Add(centre, rows.Row(r), centre);
            }
            for (var c = 0; c < clusters; c++)
            {
                var centre = found._centres.Row(c);
                if (members[c] > 0) TensorPrimitives.Divide(centre, members[c], centre);
                else rows.Row(random.Next(rows.Rows)).CopyTo(centre);
            }
        }
        return found;
    }

    /// <summary>The nearest centre of each row, and how near it is: minus half the squared distance, but for what is the row's own.</summary>
    public (int Cluster, float Nearness)[] Nearest(Matrix<float> rows)
    {
        // ‖x − c‖²/2 is ‖c‖²/2 − x·c, and ‖x‖²/2.
        float[] half = [.. Enumerable.Range(0, Clusters).Select(c => TensorPrimitives.SumOfSquares<float>(_centres.Row(c)) / 2)];
        var nearest = new (int, float)[rows.Rows];
        var (block, products) = (new Matrix<float>(Math.Min(Block, rows.Rows), rows.Columns), new Matrix<float>(Math.Min(Block, rows.Rows), Clusters));
        for (var first = 0; first < rows.Rows; first += Block)
        {
            block.Resize(Math.Min(Block, rows.Rows - first));
            products.Resize(block.Rows);
            rows.All.Slice(first * rows.Columns, block.All.Length).CopyTo(block.All);
            MatrixProduct.MultiplyByTranspose(block, _centres, products, Workers.Shared);
            for (var r = 0; r < block.Rows; r++)
            {
                var row = products.Row(r);
                TensorPrimitives.Subtract(row, half, row);
                var cluster = TensorPrimitives.IndexOfMax<float>(row);
                nearest[first + r] = (cluster, row[cluster]);
            }
        }
        return nearest;
    }

    /// <summary>Rows as their centres.</summary>
    public Matrix<float> Rebuild((int Cluster, float Nearness)[] nearest)
    {
        var rebuilt = new Matrix<float>(nearest.Length, _centres.Columns);
        for (var r = 0; r < nearest.Length; r++) _centres.Row(nearest[r].Cluster).CopyTo(rebuilt.Row(r));
        return rebuilt;
    }
}

using Microsoft.ML;
using Microsoft.ML.Data;
using SparseAutoencoders;

namespace Anomalies;

/// <summary>A peer: ML.NET's randomized PCA, on standardized rows.</summary>
internal static class RandomizedPca
{
    /// <summary>Score of each row.</summary>
    public static double[] Score(LabelledRows rows, int rank)
    {
        var context = new MLContext(seed: 1);
        var schema = SchemaDefinition.Create(typeof(Features));
        schema[nameof(Features.Values)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, rows.Training.Columns);
        IDataView View(Matrix<double> part) => context.Data.LoadFromEnumerable(
            Enumerable.Range(0, part.Rows).Select(r => new Features { Values = [.. part.Row(r).ToArray().Select(x => (float)x)] }).ToList(), schema);
        var model = context.AnomalyDetection.Trainers.RandomizedPca(nameof(Features.Values), rank: rank, oversampling: 20, ensureZeroMean: true, seed: 1).Fit(View(rows.Training));
        return [.. model.Transform(View(rows.Judged)).GetColumn<float>("Score").Select(score => (double)score)];
    }

    private sealed class Features
    {
        public float[] Values { get; set; } = [];
    }
}

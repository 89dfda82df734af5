using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace FewLabels;

/// <summary>ML.NET's linear classifier (multiclass logistic regression), learned from few labels.</summary>
internal static class Classifier
{
    /// <summary>Share of the test images whose class is found. How strongly weights are decayed is chosen by cross-validation on the labelled images alone.</summary>
    /// <param name="features">All images.</param>
    /// <param name="classes">Classes of the training images.</param>
    /// <param name="testClasses">Classes of the test images.</param>
    /// <param name="labelled">The training images whose classes may be used, in an order drawn at random.</param>
    /// <param name="decays">What to choose from.</param>
    public static (double Accuracy, float Decay) Judge(Features features, byte[] classes, byte[] testClasses, int[] labelled, IReadOnlyList<float> decays)
    {
        double Score(int[] training, int[] held, float decay) => Accuracy(features.Training, classes, training, features.Training, classes, held, decay);
        // Five folds; where labels are many, a fifth held out once says as much.
        var folds = labelled.Length > 1000 ? 1 : 5;
        var decay = decays.MaxBy(decay => Enumerable.Range(0, folds).Sum(fold =>
            Score([.. labelled.Where((_, i) => i % 5 != fold)], [.. labelled.Where((_, i) => i % 5 == fold)], decay)));
        return (Accuracy(features.Training, classes, labelled, features.Test, testClasses, [.. Enumerable.Range(0, testClasses.Length)], decay), decay);
    }

    private static double Accuracy(float[][] from, byte[] fromClasses, int[] training, float[][] on, byte[] onClasses, int[] judged, float decay)
    {
        var context = new MLContext(seed: 1);
        var schema = SchemaDefinition.Create(typeof(Row));
        schema[nameof(Row.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, from[0].Length);
        IDataView View(float[][] features, byte[] classes, int[] rows) =>
            context.Data.LoadFromEnumerable(rows.Select(row => new Row { Features = features[row], Class = classes[row] }), schema);
        var pipeline = context.Transforms.Conversion.MapValueToKey("Label", nameof(Row.Class))
            .AppendCacheCheckpoint(context)
            .Append(context.MulticlassClassification.Trainers.LbfgsMaximumEntropy(new LbfgsMaximumEntropyMulticlassTrainer.Options
            {
                L1Regularization = 0,
                L2Regularization = decay,
                NumberOfThreads = 1,                             // the same sums in every run
                MaximumNumberOfIterations = 100,
            }))
            .Append(context.Transforms.Conversion.MapKeyToValue("Found", "PredictedLabel"));
        var found = pipeline.Fit(View(from, fromClasses, training)).Transform(View(on, onClasses, judged)).GetColumn<byte>("Found");
        return found.Zip(judged).Count(pair => pair.First == onClasses[pair.Second]) / (double)judged.Length;
    }

    private sealed class Row
    {
        public float[] Features { get; set; } = [];

        public byte Class { get; set; }
    }
}

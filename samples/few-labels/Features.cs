using Microsoft.ML;
using Microsoft.ML.Data;
using SparseAutoencoders;
using SparseAutoencoders.MLNet;

namespace FewLabels;

/// <summary>The images in three ways: pixels, principal components, codes. The latter two are learned from all training images, without labels.</summary>
internal sealed class Features
{
    private Features(string name, float[][] training, float[][] test) => (Name, Training, Test) = (name, training, test);

    /// <summary>Which way.</summary>
    public string Name { get; }

    /// <summary>The training images.</summary>
    public float[][] Training { get; }

    /// <summary>The test images.</summary>
    public float[][] Test { get; }

    /// <summary>All three ways.</summary>
    public static IReadOnlyList<Features> Learn(Plan plan)
    {
        var context = new MLContext(seed: 1);
        var (training, test) = (View(context, plan.Training), View(context, plan.Test));
        var codes = new SparseAutoencoderEstimator.Options
        {
            Training = new TrainingOptions
            {
                HiddenUnits = plan.Units,
                Sparsity = new HeldOptions { Rho = plan.Rho },
                Optimizer = new AdamOptions { Epochs = plan.Epochs, Batch = 250, LearningRate = 0.003 },
            },
        };
        var learned = context.Transforms.ProjectToPrincipalComponents("Components", "Pixels", rank: plan.Components)
            .Append(context.Transforms.SparseAutoencoder("Codes", "Pixels", codes))
            .Fit(training);
        var (trainingSeen, testSeen) = (learned.Transform(training), learned.Transform(test));
        Features Of(string name, string column) => new(name, [.. trainingSeen.GetColumn<float[]>(column)], [.. testSeen.GetColumn<float[]>(column)]);
        return [Of("pixels", "Pixels"), Of("principal components", "Components"), Of("codes", "Codes")];
    }

    private static IDataView View(MLContext context, LabelledImages images) =>
        context.Data.LoadFromEnumerable(images.Pixels.Select(pixels => new Image { Pixels = pixels }));

    private sealed class Image
    {
        [VectorType(784)]
        public float[] Pixels { get; set; } = [];
    }
}

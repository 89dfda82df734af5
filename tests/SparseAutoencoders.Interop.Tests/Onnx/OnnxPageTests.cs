using Microsoft.ML.OnnxRuntime;
using SparseAutoencoders.Onnx;

#pragma warning disable xUnit1051 // The example is for readers; it leaves cancelling out.

namespace SparseAutoencoders.Interop.Tests.Onnx;

public sealed class OnnxPageTests
{
    [Fact]
    public void Example_runs()
    {
        using var folder = new TestFolder();
        var path = folder["model.onnx"];
        var images = SampleImages.First(10).ToMatrix<float>();
        var model = SparseAutoencoder.Train(Rows.From(images), new TrainingOptions { HiddenUnits = 5, Optimizer = new AdamOptions { Epochs = 1, Batch = 5 } });
        var rows = images.All.ToArray();

        // begins
        OnnxModel.Write(model, path);

        using var session = new InferenceSession(path);
        using var options = new RunOptions();
        using var input = OrtValue.CreateTensorValueFromMemory(rows, [10, 784]);                     // float[7840], row after row
        using var results = session.Run(options, ["rows"], [input], ["codes", "reconstruction"]);
        ReadOnlySpan<float> codes = results[0].GetTensorDataAsSpan<float>();
        // ends

        Assert.Equal(10 * 5, codes.Length);
    }

    [Fact]
    public void Example_stands_on_the_page() => SampleText.StandsIn("docs/onnx.md", "Onnx/OnnxPageTests.cs");
}
